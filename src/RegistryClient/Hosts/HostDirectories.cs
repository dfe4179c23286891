namespace Berth.RegistryClient.Hosts;

/// <summary>
/// The directories that hold a host's settings. Each root (<c>/etc/berth/certs.d</c>, <c>/etc/docker/certs.d</c>) may have one named after
/// the host, in containerd's way, which file systems without colons need, or in docker's:
/// <code>
/// reg.example:5000   reg.example_5000_   reg.example:5000
/// reg.example        reg.example
/// any                _default            for hosts.toml only
/// </code>
/// </summary>
internal static class HostDirectories
{
    public const string AnyHost = "_default";

    /// <summary>A host's directories in each root, whether they are there or not.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> roots, string authority)
    {
        string[] names = [.. Names(authority)];
        return [.. roots.SelectMany(root => names.Select(name => Path.Combine(root, name)))];
    }

    private static IEnumerable<string> Names(string authority)
    {
        // A name that is a path would lead out of the root; no reference has such a host.
        if (authority.Length == 0 || authority[0] == '.' || authority.AsSpan().ContainsAny('/', '\0') || authority == AnyHost)
        {
            yield break;
        }

        int colon = authority.LastIndexOf(':');
        if (colon > 0 && colon > authority.LastIndexOf(']'))
        {
            yield return $"{authority[..colon]}_{authority[(colon + 1)..]}_";
        }

        yield return authority;
    }
}
