namespace Berth.Cli.Credentials;

/// <summary>Runs a credential helper.</summary>
internal interface ICredentialProgram
{
    /// <summary>Runs one verb to its end.</summary>
    ProgramResult Run(string verb, string input);
}
