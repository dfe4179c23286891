using System.Buffers;
using System.Net;
using Berth.Network.Addresses;

namespace Berth.Engine.Configuration;

/// <summary>The resolver of containers that name none: what docker accepts of servers and domains; an option is one word of a line.</summary>
internal static partial class DaemonOptionsLoader
{
    private const int LongestDomain = 254;

    private static readonly SearchValues<char> s_domainLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> s_domainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    private static ResolverDefaults Resolver(Dictionary<string, OptionValue> given) => new()
    {
        Servers = [.. (given.GetValueOrDefault(DaemonOptionTable.Dns)?.Items ?? []).Select(NameServer)],
        Search = [.. (given.GetValueOrDefault(DaemonOptionTable.DnsSearch)?.Items ?? []).Select(SearchDomain)],
        Options = [.. (given.GetValueOrDefault(DaemonOptionTable.DnsOptions)?.Items ?? []).Select(ResolverOption)],
    };

    private static string NameServer(string text) => IpPrefix.TryParseAddress(text.Trim(), out IPAddress? address)
        ? address.ToString()
        : throw new ConfigurationException($"dns: invalid IP address: {text}");

    private static string SearchDomain(string text)
    {
        string domain = text.Trim();
        if (domain == ".")
        {
            return domain;
        }

        domain = domain is [.., '.'] ? domain[..^1] : domain;
        return domain.Length <= LongestDomain && domain.AsSpan().ContainsAny(s_domainLetters) && Array.TrueForAll(domain.Split('.'), IsLabel)
            ? domain
            : throw new ConfigurationException($"dns-search: {text} is not a valid domain");
    }

    private static bool IsLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[^1] != '-' && !label.AsSpan().ContainsAnyExcept(s_domainCharacters);

    private static string ResolverOption(string text) => text.Length > 0 && !text.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c))
        ? text
        : throw new ConfigurationException($"dns-opts: \"{text}\" is not an option of resolv.conf(5)");
}
