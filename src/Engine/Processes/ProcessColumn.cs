namespace Berth.Engine.Processes;

/// <summary>A column that ps(1) can show.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Value">What it says of a process.</param>
/// <param name="Names">The words that ask for it after <c>-o</c>.</param>
internal sealed record ProcessColumn(string Title, Func<ProcessSnapshot, ProcessHost, string> Value, params string[] Names)
{
    public RowScope Scope { get; init; }

    /// <summary>It says what runs, and so shows where a process stands in the forest.</summary>
    public bool IsCommand { get; init; }

    /// <summary>What it says in a row.</summary>
    public string Text(ProcessRow row, ProcessHost host)
    {
        bool applies = Scope == RowScope.Both || row.Scope == RowScope.Both || row.Scope == Scope;
        string text = applies ? Value(row.Process, host) : "-";
        return IsCommand ? row.Branch + text : text;
    }
}
