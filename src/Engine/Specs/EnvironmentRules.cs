using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>What a request's environment variables must look like.</summary>
internal static class EnvironmentRules
{
    /// <exception cref="InvalidParameterException">A variable has no name or holds a NUL.</exception>
    public static void Validate(IReadOnlyList<string>? variables)
    {
        foreach (string variable in variables ?? [])
        {
            if (variable.Length == 0 || variable[0] == '=' || variable.Contains('\0', StringComparison.Ordinal))
            {
                throw new InvalidParameterException($"invalid environment variable: {variable}");
            }
        }
    }
}
