namespace Berth.Cli.Credentials;

/// <summary>Runs a credential helper.</summary>
internal interface ICredentialHelper
{
    /// <summary>Runs one verb to its end.</summary>
    HelperResult Run(string verb, string input);
}

/// <summary>How a helper ended.</summary>
/// <param name="Failure">Why it failed (<c>exit status 1</c>), null where it did not.</param>
/// <param name="Output">What it printed, without white space around it.</param>
internal sealed record HelperResult(string? Failure, string Output);
