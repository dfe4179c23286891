using Berth.Cli.CommandLine;

namespace Berth.Cli.Completion;

/// <summary>
/// <c>__complete</c>, which the scripts of the shells call with the words typed so far. It speaks the protocol of docker's and other Go
/// programs, so that their scripts work with it, too:
/// <code>
///   WORD\tDESCRIPTION     a line a candidate; the description may be missing
///   :DIRECTIVE            the last line: a sum of 1 error, 2 no space behind the word, 4 no file names
/// </code>
/// </summary>
internal static class CompletionRequest
{
    /// <summary>The command that gives descriptions.</summary>
    public const string Name = "__complete";

    /// <summary>The command that gives none.</summary>
    public const string NameWithoutDescriptions = "__completeNoDesc";

    private const int NoSpace = 2;
    private const int NoFiles = 4;

    public static Command Define(string name) => new(name, "Complete a command line, for the scripts of shells")
    {
        IsHidden = true,
        IsPassedOn = true,
        Arity = Arity.Any,
        Run = (context, words) => Run(context, words, describes: name == Name),
    };

    private static int Run(CliContext context, IReadOnlyList<string> words, bool describes)
    {
        ApplyGlobalFlags(context, words);
        var answer = new Completer(CommandTree.Create(context), new CompletionNames(context)).Complete(words);
        foreach (var (word, description) in answer.Words)
        {
            context.Out.Write(describes && description.Length > 0 ? $"{word}\t{description}\n" : $"{word}\n");
        }

        context.Out.Write($":{(answer.Continues ? NoSpace : 0) + (answer.AllowsFiles ? 0 : NoFiles)}\n");
        return 0;
    }

    /// <summary>A daemon that the command line names is the one that is asked.</summary>
    private static void ApplyGlobalFlags(CliContext context, IReadOnlyList<string> words)
    {
        try
        {
            new FlagSet(context.Options.All).Parse([.. words.SkipLast(1)], stopAtOperand: true);
        }
        catch (Exception e) when (e is UsageException or CommandException)
        {
            // Half a line: what is there counts.
        }
    }
}
