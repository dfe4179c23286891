using Berth.Engine.Errors;

namespace Berth.Engine.Names;

/// <summary>A container's name: <c>[a-zA-Z0-9][a-zA-Z0-9_.-]+</c>, with or without the slash that the API puts before it.</summary>
internal static class ContainerName
{
    /// <summary>The name without its slash.</summary>
    /// <exception cref="InvalidParameterException">It is not a name.</exception>
    public static string Validate(string given)
    {
        string name = given.StartsWith('/') ? given[1..] : given;
        if (name.Length < 2 || !char.IsAsciiLetterOrDigit(name[0]) || !name.AsSpan(1).ContainsOnlyNameCharacters())
        {
            throw new InvalidParameterException(
                $"Invalid container name ({given}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }

        return name;
    }

    private static bool ContainsOnlyNameCharacters(this ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }
}
