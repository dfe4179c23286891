using Berth.Registry.Configuration;
using Berth.Registry.Errors;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.CommandLine;

/// <summary><c>berth-registry VERB [OPTIONS] [OPERANDS]</c>. Exit code 0: done; 1: not done, the reason is on standard error; 2: the command line is wrong.</summary>
internal static class RegistryCommandLine
{
    private const int Failed = 1;
    private const int Misused = 2;

    public static Task<int> RunAsync(string[] arguments) => RunAsync(VerbTable.All, arguments, Console.Out, Console.Error);

    public static async Task<int> RunAsync(IReadOnlyList<Verb> table, string[] arguments, TextWriter output, TextWriter error)
    {
        if (Help(table, arguments) is { } help)
        {
            await output.WriteAsync(help);
            return 0;
        }

        try
        {
            (Verb verb, int words) = VerbParser.Find(table, arguments);
            return await verb.RunAsync(VerbParser.Parse(verb, arguments.AsSpan(words)));
        }
        catch (UsageException e)
        {
            string verb = table.FirstOrDefault(v => v.Name == string.Join(' ', arguments.Take(2)) || v.Name == arguments[0])?.Name ?? "";
            await error.WriteLineAsync($"berth-registry: {e.Message}\nSee 'berth-registry {verb}{(verb.Length > 0 ? " " : "")}--help'.");
            return Misused;
        }
        catch (ConfigurationException e)
        {
            await error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (Exception e) when (e is VerbException or RegistryException or IOException or UnauthorizedAccessException or SqliteException)
        {
            await error.WriteLineAsync($"berth-registry: {e.Message}");
            return Failed;
        }
    }

    /// <summary>What was asked for by <c>help [VERB]</c>, <c>--help</c> anywhere before <c>--</c>, or no word at all; null: something else.</summary>
    private static string? Help(IReadOnlyList<Verb> table, string[] arguments)
    {
        string[] words = [.. arguments.TakeWhile(static word => word != "--")];
        bool isAsked = words.Length == 0 || words[0] == "help" || words.Contains("--help") || words.Contains("-h");
        if (!isAsked)
        {
            return null;
        }

        string[] named = [.. words.Where(static word => word is not ("help" or "--help" or "-h"))];
        if (named.Length == 0)
        {
            return VerbHelp.Program(table);
        }

        string two = string.Join(' ', named.Take(2));
        Verb? verb = table.FirstOrDefault(v => v.Name == two || v.Name == named[0]);
        Verb[] group = [.. table.Where(v => v.Name.StartsWith($"{named[0]} ", StringComparison.Ordinal))];
        return verb is not null ? VerbHelp.Of(verb) : group.Length > 0 ? VerbHelp.Group(named[0], group) : null;
    }
}
