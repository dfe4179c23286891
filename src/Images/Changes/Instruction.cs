using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Images.Changes;

/// <summary>One line of a Dockerfile: a name and what follows (Dockerfile reference, "Format").</summary>
internal sealed record Instruction(string Name, string Rest)
{
    private static readonly string[] s_defaultShell = ["/bin/sh", "-c"];

    public static Instruction Parse(string line)
    {
        string[] parts = line.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
        return new Instruction(parts[0].ToUpperInvariant(), parts.Length == 1 ? "" : parts[1]);
    }

    /// <summary>The exec form (a JSON array of strings) as it is, anything else as a command for the shell.</summary>
    public IReadOnlyList<string> Command(IReadOnlyList<string>? shell) =>
        JsonArray() ?? (Rest.Length == 0 ? [] : [.. shell ?? s_defaultShell, Rest]);

    /// <summary>The rest as a JSON array of strings; null where it is something else.</summary>
    public IReadOnlyList<string>? JsonArray()
    {
        if (!Rest.StartsWith('['))
        {
            return null;
        }

        try
        {
            string[]? array = JsonSerializer.Deserialize(Rest, InstructionJson.Default.StringArray);
            return array is null || array.Contains(null) ? null : array;
        }
        catch (JsonException)
        {
            // docker takes what is not JSON for a command line, brackets and all.
            return null;
        }
    }

    /// <summary>Words with quotes removed and variables replaced; at least one.</summary>
    public IReadOnlyList<string> Words(IReadOnlyList<string>? env)
    {
        string[] words = [.. WordSplitter.Split(Rest).Select(word => WordExpansion.Expand(word, env))];
        return words.Length == 0 ? throw ImageException.Invalid($"{Name} requires at least one argument") : words;
    }

    /// <summary>The whole rest, blanks and all.</summary>
    public string Single(IReadOnlyList<string>? env)
    {
        return Rest.Length == 0
            ? throw ImageException.Invalid($"{Name} requires exactly one argument")
            : WordExpansion.Expand(Rest, env);
    }

    /// <summary><c>key=value …</c>, or the old form <c>key the rest is the value</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs(IReadOnlyList<string>? env)
    {
        IReadOnlyList<string> words = WordSplitter.Split(Rest);
        if (words.Count == 0)
        {
            throw ImageException.Invalid($"{Name} requires at least one argument");
        }

        if (!words[0].Contains('='))
        {
            string[] parts = Rest.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
            return parts.Length == 1
                ? throw ImageException.Invalid($"{Name} must have two arguments")
                : [Pair(parts[0], parts[1], env)];
        }

        return [.. words.Select(word => SplitPair(word, env))];
    }

    private KeyValuePair<string, string> SplitPair(string word, IReadOnlyList<string>? env)
    {
        int equals = word.IndexOf('=');
        return equals < 0
            ? throw ImageException.Invalid($"Syntax error - can't find = in \"{word}\". Must be of the form: name=value")
            : Pair(word[..equals], word[(equals + 1)..], env);
    }

    private KeyValuePair<string, string> Pair(string key, string value, IReadOnlyList<string>? env)
    {
        string name = WordExpansion.Expand(key, env);
        return name.Length == 0
            ? throw ImageException.Invalid($"{Name} names can not be blank")
            : new KeyValuePair<string, string>(name, WordExpansion.Expand(value, env));
    }
}

[JsonSerializable(typeof(string[]))]
internal sealed partial class InstructionJson : JsonSerializerContext;
