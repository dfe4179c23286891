namespace Berth.Registry.Configuration;

/// <summary>Options or a configuration file that are wrong.</summary>
/// <param name="errors">All that is wrong, a line each: <c>FILE:LINE:COLUMN: KEY: what was expected</c>.</param>
internal sealed class ConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join('\n', errors))
{
    public IReadOnlyList<string> Errors => errors;
}
