namespace Berth.Cli.Containers;

/// <summary>The proxies of the configuration file become variables of a container, in both spellings, unless the container has its own.</summary>
internal static class ProxyVariables
{
    private static readonly (string Setting, string Variable)[] s_variables =
    [
        ("httpProxy", "HTTP_PROXY"), ("httpsProxy", "HTTPS_PROXY"), ("noProxy", "NO_PROXY"), ("ftpProxy", "FTP_PROXY"), ("allProxy", "ALL_PROXY"),
    ];

    /// <param name="environment">The container's variables.</param>
    /// <param name="proxies">The settings of <c>proxies</c> for the daemon.</param>
    public static IReadOnlyList<string>? Add(IReadOnlyList<string>? environment, IReadOnlyDictionary<string, string> proxies)
    {
        var own = (environment ?? []).Select(variable => variable.Split('=', 2)[0]).ToHashSet(StringComparer.Ordinal);
        List<string> added =
        [
            .. s_variables.Where(pair => proxies.GetValueOrDefault(pair.Setting, "").Length > 0)
                .SelectMany(pair => ((string[])[pair.Variable, pair.Variable.ToLowerInvariant()]).Select(name => (name, value: proxies[pair.Setting])))
                .Where(pair => !own.Contains(pair.name)).Select(pair => $"{pair.name}={pair.value}"),
        ];
        return added.Count == 0 ? environment : [.. environment ?? [], .. added];
    }
}
