namespace Berth.RegistryClient.Hosts;

/// <summary>Through which proxies registries are reached, as texts: <c>http://[USER:PASSWORD@]HOST:PORT</c> or <c>HOST:PORT</c>.</summary>
public sealed record ProxySettings
{
    /// <summary>For <c>http://</c> addresses; empty: none.</summary>
    public string HttpProxy { get; init; } = "";

    /// <summary>For <c>https://</c> addresses; empty: none.</summary>
    public string HttpsProxy { get; init; } = "";

    /// <summary>Comma-separated hosts, domains, addresses and CIDR ranges that are reached without a proxy (<see cref="ProxyRules"/>).</summary>
    public string NoProxy { get; init; } = "";

    /// <summary>Fills in what is not set from the environment: upper case before lower case, as Go's httpproxy.</summary>
    public ProxySettings WithEnvironment(Func<string, string?> variable) => new()
    {
        HttpProxy = Or(HttpProxy, variable, "HTTP_PROXY"),
        HttpsProxy = Or(HttpsProxy, variable, "HTTPS_PROXY"),
        NoProxy = Or(NoProxy, variable, "NO_PROXY"),
    };

    /// <summary>The address of a proxy with its user and password replaced, as docker shows it.</summary>
    public static string Masked(string proxy)
    {
        int start = proxy.IndexOf("://", StringComparison.Ordinal) is int scheme and >= 0 ? scheme + 3 : 0;
        int end = proxy.AsSpan(start).IndexOfAny('/', '?', '#') is int length and >= 0 ? start + length : proxy.Length;
        int at = proxy.AsSpan(start, end - start).LastIndexOf('@');
        return at < 0 ? proxy : $"{proxy[..start]}xxxxx:xxxxx{proxy[(start + at)..]}";
    }

    private static string Or(string set, Func<string, string?> variable, string name)
    {
        if (set.Length > 0)
        {
            return set;
        }

        return variable(name) is { Length: > 0 } upper ? upper : variable(name.ToLowerInvariant()) ?? "";
    }

    public override string ToString() => $"http={Masked(HttpProxy)} https={Masked(HttpsProxy)} no={NoProxy}";
}
