using System.Buffers;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers.Specs;

/// <summary><c>--dns ADDRESS</c>.</summary>
internal static class NameServerSpec
{
    public static string Check(string text) => InternetAddress.TryParse(text.Trim(), out var address)
        ? address.ToString()
        : throw new FormatException($"IP address is not correctly formatted: {text}");
}

/// <summary><c>--dns-search DOMAIN</c>; a dot alone is no domain at all, and a dot at the end is dropped.</summary>
internal static class SearchDomainSpec
{
    private static readonly SearchValues<char> s_letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> s_characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    public static string Check(string text)
    {
        var domain = text.Trim();
        if (domain == ".")
        {
            return domain;
        }

        domain = domain is [.., '.'] ? domain[..^1] : domain;
        return domain.Length < 255 && domain.AsSpan().ContainsAny(s_letters) && Array.TrueForAll(domain.Split('.'), IsLabel)
            ? domain
            : throw new FormatException($"{text} is not a valid domain");
    }

    private static bool IsLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[^1] != '-' && !label.AsSpan().ContainsAnyExcept(s_characters);
}

/// <summary><c>--link CONTAINER[:ALIAS]</c>.</summary>
internal static class LinkSpec
{
    public static string Check(string text) => text.Length == 0
        ? throw new FormatException("empty string specified for links")
        : text.Count(c => c == ':') > 1 ? throw new FormatException($"bad format for links: {text}") : text;
}
