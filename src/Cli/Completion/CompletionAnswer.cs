namespace Berth.Cli.Completion;

/// <summary>What a word may become, each with a description that may be empty.</summary>
internal sealed record CompletionAnswer(IReadOnlyList<(string Word, string Description)> Words)
{
    public static CompletionAnswer Nothing { get; } = new([]);

    /// <summary>A file name: the shell knows those.</summary>
    public static CompletionAnswer Files { get; } = new([]) { AllowsFiles = true };

    /// <summary>The shell may complete file names, where no word fits.</summary>
    public bool AllowsFiles { get; init; }

    /// <summary>More follows a word that ends so: no space behind it.</summary>
    public bool Continues => Words.Count > 0 && Words.All(word => word.Word[^1] is '=' or ':');

    /// <summary>Those that begin with what has been typed.</summary>
    public static CompletionAnswer Of(IEnumerable<(string Word, string Description)> words, string typed) =>
        new([.. words.Where(word => word.Word.Length > 0 && word.Word.StartsWith(typed, StringComparison.Ordinal)).DistinctBy(word => word.Word)]);
}
