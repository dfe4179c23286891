using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Berth.Cli.Containers.Specs;

/// <summary>The text of <c>--security-opt</c>, with what the client does for it: read a seccomp profile, open the system paths.</summary>
internal sealed record SecuritySpec(IReadOnlyList<string> Options, bool UnconfinesSystemPaths)
{
    /// <exception cref="CommandLine.CommandException">A profile cannot be read.</exception>
    public static SecuritySpec Read(IEnumerable<string> texts)
    {
        var options = new List<string>();
        var unconfined = false;
        foreach (var text in texts)
        {
            if (text == "systempaths=unconfined")
            {
                unconfined = true;
            }
            else if (text.StartsWith("seccomp=", StringComparison.Ordinal) && text["seccomp=".Length..] is var profile
                && profile is not ("unconfined" or "builtin"))
            {
                options.Add("seccomp=" + ReadProfile(profile));
            }
            else if (text != "no-new-privileges" && !text.Contains('=', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal))
            {
                throw new CommandLine.CommandException($"Invalid --security-opt: \"{text}\"");
            }
            else
            {
                options.Add(text);
            }
        }

        return new SecuritySpec(options, unconfined);
    }

    /// <summary>Without the blanks that a file has between its words.</summary>
    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var compact = new MemoryStream();
        using (var writer = new Utf8JsonWriter(compact, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(compact.ToArray());
    }

    private static string ReadProfile(string path)
    {
        try
        {
            return Compact(File.ReadAllText(path));
        }
        catch (JsonException e)
        {
            throw new CommandLine.CommandException($"compacting json for seccomp profile ({path}) failed: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandLine.CommandException($"opening seccomp profile ({path}) failed: open {path}: {FileError.Text(e)}");
        }
    }
}
