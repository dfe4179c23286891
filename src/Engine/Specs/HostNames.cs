using System.Text.RegularExpressions;
using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>Host and domain names: what sethostname(2) takes and what cannot break out of a line of hosts(5).</summary>
internal static partial class HostNames
{
    /// <summary>HOST_NAME_MAX of gethostname(2).</summary>
    private const int MaximumLength = 64;

    /// <exception cref="InvalidParameterException">It is no host name.</exception>
    public static void Validate(string? name)
    {
        if (!string.IsNullOrEmpty(name) && (name.Length > MaximumLength || !Pattern().IsMatch(name)))
        {
            throw new InvalidParameterException($"invalid hostname format: {name}");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+\z")]
    private static partial Regex Pattern();
}
