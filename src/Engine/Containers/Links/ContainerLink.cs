using Berth.Engine.Errors;

namespace Berth.Engine.Containers.Links;

/// <summary>One <c>--link</c>.</summary>
/// <param name="Target">Name or ID of the other container.</param>
/// <param name="Alias">What it is called here.</param>
internal sealed record ContainerLink(string Target, string Alias)
{
    /// <summary>
    /// Reads <c>NAME</c>, <c>NAME:ALIAS</c>, or what <c>inspect</c> shows, <c>/NAME:/CONTAINER/ALIAS</c>. The alias becomes a word of hosts(5) and
    /// a part of environment variables' names.
    /// </summary>
    /// <exception cref="InvalidParameterException">It is none of them.</exception>
    public static ContainerLink Parse(string text)
    {
        string[] parts = text.Split(':');
        if (text.Length == 0)
        {
            throw new InvalidParameterException("empty string specified for links");
        }

        string target = parts[0].TrimStart('/');
        string alias = parts[^1][(parts[^1].LastIndexOf('/') + 1)..];
        return parts.Length <= 2 && target.Length > 0 && alias.Length > 0 && !alias.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '=')
            ? new ContainerLink(target, alias)
            : throw new InvalidParameterException($"bad format for links: {text}");
    }
}
