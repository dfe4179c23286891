namespace Berth.Engine.Processes;

/// <summary>A column that ps(1) can show.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Value">What it says of a process.</param>
/// <param name="Names">The words that ask for it after <c>-o</c>.</param>
internal sealed record ProcessColumn(string Title, Func<ProcessSnapshot, ProcessHost, string> Value, params string[] Names);
