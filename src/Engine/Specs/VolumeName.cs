using System.Text.RegularExpressions;
using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>The name of a local volume; it becomes a directory's name.</summary>
public static partial class VolumeName
{
    private const int MaximumLength = 255;

    /// <exception cref="InvalidParameterException">It is none.</exception>
    public static void Validate(string name)
    {
        if (name.Length == 1)
        {
            throw new InvalidParameterException(
                $"create {name}: volume name is too short, names should be at least two alphanumeric characters");
        }

        if (!IsName(name))
        {
            throw new InvalidParameterException(
                $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are " +
                "allowed. If you intended to pass a host directory, use absolute path");
        }
    }

    /// <summary>Whether it can be one.</summary>
    public static bool IsName(string name) => name.Length <= MaximumLength && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]+\z")]
    private static partial Regex Pattern();
}
