namespace Berth.Engine.Processes;

/// <summary>A row of ps(1).</summary>
/// <param name="Process">The process, or the thread with what it has of its process.</param>
/// <param name="Scope">Which of the two.</param>
/// <param name="Branch">What stands before its command in a forest.</param>
internal sealed record ProcessRow(ProcessSnapshot Process, RowScope Scope = RowScope.Both, string Branch = "");
