namespace Berth.Cli.Credentials;

/// <summary>How a helper ended.</summary>
/// <param name="Failure">Why it failed (<c>exit status 1</c>), null where it did not.</param>
/// <param name="Output">What it printed, without white space around it.</param>
internal sealed record ProgramResult(string? Failure, string Output);
