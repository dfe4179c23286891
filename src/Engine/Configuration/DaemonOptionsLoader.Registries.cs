using System.Globalization;
using Berth.Images;
using Berth.Images.Archive;
using Berth.RegistryClient.Hosts;

namespace Berth.Engine.Configuration;

/// <summary>The options of registries and of what goes to and fro; every error names the key that it is about.</summary>
internal static partial class DaemonOptionsLoader
{
    private static RegistryHostsOptions Registries(Dictionary<string, OptionValue> given)
    {
        ProxySettings proxies = new()
        {
            HttpProxy = Proxy(given, DaemonOptionTable.HttpProxy),
            HttpsProxy = Proxy(given, DaemonOptionTable.HttpsProxy),
            NoProxy = given.GetValueOrDefault(DaemonOptionTable.NoProxy)?.Last ?? "",
        };
        return new RegistryHostsOptions
        {
            HubMirrors = Checked(DaemonOptionTable.RegistryMirrors, () => Distinct(Items(given, DaemonOptionTable.RegistryMirrors))),
            Mirrors = Mirrors(Items(given, DaemonOptionTable.Registries)),
            Insecure = Checked(
                DaemonOptionTable.InsecureRegistries, () => InsecureRegistries.Parse(Items(given, DaemonOptionTable.InsecureRegistries))),
            Proxies = proxies,
        };
    }

    private static IReadOnlyList<string> Items(Dictionary<string, OptionValue> given, string id) => given.GetValueOrDefault(id)?.Items ?? [];

    private static Dictionary<string, IReadOnlyList<MirrorAddress>> Mirrors(IReadOnlyList<string> items)
    {
        var mirrors = new Dictionary<string, IReadOnlyList<MirrorAddress>>(StringComparer.Ordinal);
        foreach (IGrouping<string, string> group in items.GroupBy(i => i[..i.IndexOf('=', StringComparison.Ordinal)], StringComparer.Ordinal))
        {
            string registry = RegistryName(group.Key);
            IEnumerable<string> addresses = group.Select(i => i[(group.Key.Length + 1)..]).Where(a => a.Length > 0);
            mirrors[registry] = Checked($"{DaemonOptionTable.Registries}: {registry}", () => Distinct(addresses));
        }

        return mirrors;
    }

    private static string RegistryName(string name)
    {
        if (name is RegistryHostsOptions.AnyRegistry)
        {
            return name;
        }

        bool valid = name.Length > 0 && !name.AsSpan().ContainsAny(" /\t*") && Uri.TryCreate($"https://{name}/", UriKind.Absolute, out Uri? uri)
            && uri.UserInfo.Length == 0 && uri.AbsolutePath == "/";
        if (!valid)
        {
            throw new ConfigurationException($"{DaemonOptionTable.Registries}: \"{name}\" is no registry: it must be HOST, HOST:PORT or *");
        }

        // Docker Hub has one name in references.
        return name is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : name;
    }

    private static List<MirrorAddress> Distinct(IEnumerable<string> addresses)
    {
        var mirrors = new List<MirrorAddress>();
        foreach (MirrorAddress mirror in addresses.Select(MirrorAddress.Parse))
        {
            if (mirrors.TrueForAll(m => m.Text != mirror.Text))
            {
                mirrors.Add(mirror);
            }
        }

        return mirrors;
    }

    private static string Proxy(Dictionary<string, OptionValue> given, string id)
    {
        string text = given.GetValueOrDefault(id)?.Last ?? "";
        _ = Checked(id, () => ProxyRules.ParseProxy(text));
        return text;
    }

    /// <summary>0 is no limit, as for dockerd.</summary>
    private static int Limit(Dictionary<string, OptionValue> given, string id, int otherwise) => Number(given, id, otherwise) switch
    {
        0 => int.MaxValue,
        int number => number,
    };

    /// <summary>0 is the default, as for dockerd.</summary>
    private static int Attempts(Dictionary<string, OptionValue> given) => Number(given, DaemonOptionTable.MaxDownloadAttempts, 5) switch
    {
        0 => 5,
        int number => number,
    };

    private static LayerCompression PushCompression(Dictionary<string, OptionValue> given)
    {
        try
        {
            return LayerCompressions.Parse(given.GetValueOrDefault(DaemonOptionTable.PushCompression)?.Last ?? "gzip");
        }
        catch (ImageException e)
        {
            throw new ConfigurationException($"{DaemonOptionTable.PushCompression}: {e.Message}", e);
        }
    }

    private static int Number(Dictionary<string, OptionValue> given, string id, int otherwise)
    {
        string? text = given.GetValueOrDefault(id)?.Last;
        int number = text is null ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);
        return number >= 0 ? number : throw new ConfigurationException($"{id}: invalid {id.Replace('-', ' ')}: {number}");
    }

    private static T Checked<T>(string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{key}: {e.Message}", e);
        }
    }
}
