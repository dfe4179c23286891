using System.Diagnostics.CodeAnalysis;
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
    public static ContainerLink Parse(string text) =>
        TryParse(text, out ContainerLink? link) ? link : throw new InvalidParameterException(Complaint(text));

    public static bool TryParse(string text, [NotNullWhen(true)] out ContainerLink? link)
    {
        string[] parts = text.Split(':');
        string target = parts[0].TrimStart('/');
        string alias = parts[^1][(parts[^1].LastIndexOf('/') + 1)..];
        bool isGood = parts.Length <= 2 && target.Length > 0 && alias.Length > 0 && !alias.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '=');
        link = isGood ? new ContainerLink(target, alias) : null;
        return isGood;
    }

    /// <summary>Docker's words for what is no link.</summary>
    public static string Complaint(string text) => text.Length == 0 ? "empty string specified for links" : $"bad format for links: {text}";
}
