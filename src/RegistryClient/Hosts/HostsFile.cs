using System.Globalization;
using Tomlyn;
using Tomlyn.Model;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// containerd's <c>hosts.toml</c>: where the content of one registry is to be had (containerd, docs/hosts.md).
/// <code>
/// server = "https://registry-1.docker.io"        the registry itself; the fields of a host may stand here for it
/// [host."https://mirror.example/hub"]            in the order in which they are asked
///   capabilities = ["pull", "resolve"]           push: see ADR 0012
///   ca = "ca.pem"  or  ["a.pem", "b.pem"]        relative to the file
///   client = "both.pem"  or  ["a.pem"]  or  [["client.cert", "client.key"]]
///   skip_verify = true
///   override_path = true                         the path of the address leads to the API as it is, without /v2
///   dial_timeout = "3s"
///   [host."https://mirror.example/hub".header]
///     X-Custom = "value"  or  ["a", "b"]
/// </code>
/// What is not of this form is refused: a mirror that is passed over for a typing error would be believed in.
/// </summary>
internal static class HostsFile
{
    public const string Name = "hosts.toml";

    private static readonly string[] s_fields =
        ["capabilities", "ca", "client", "skip_verify", "header", "override_path", "dial_timeout"];

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="directory">That it lies in.</param>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static HostsFileContent Parse(string text, string directory)
    {
        TomlTable root;
        try
        {
            root = TomlSerializer.Deserialize(text, HostsToml.Default.TomlTable) ?? [];
        }
        catch (TomlException e)
        {
            throw new FormatException((e.InnerException ?? e).Message.Split('\n')[0], e);
        }

        string? server = root.TryGetValue("server", out object? given)
            ? given as string ?? throw Wrong("server", "a string")
            : null;
        var hosts = new List<HostsFileEntry>();
        foreach (var (address, settings) in Table(root, "host"))
        {
            TomlTable table = settings as TomlTable ?? throw Wrong($"host.\"{address}\"", "a table");
            hosts.Add(Entry(table, address, directory, $"host.\"{address}\"", []));
        }

        HostsFileEntry own = Entry(root, server is { Length: > 0 } ? server : null, directory, "the file", ["server", "host"]);
        return new HostsFileContent(own, hosts);
    }

    private static HostsFileEntry Entry(TomlTable table, string? address, string directory, string where, string[] others)
    {
        if (table.Keys.FirstOrDefault(k => !s_fields.Contains(k) && !others.Contains(k)) is { } unknown)
        {
            throw new FormatException($"{where}: {unknown} is not known here");
        }

        return new HostsFileEntry
        {
            Address = address is null ? null : Address(address, Flag(table, "override_path")),
            Capabilities = table.ContainsKey("capabilities") ? Capabilities(Strings(table, "capabilities")) : null,
            AuthorityFiles = [.. Strings(table, "ca").Select(f => Path.Combine(directory, f))],
            ClientFiles = [.. Clients(table, directory)],
            SkipsVerification = Flag(table, "skip_verify"),
            Headers = [.. Table(table, "header").SelectMany(h => Values(h.Value, h.Key).Select(v => KeyValuePair.Create(h.Key, v)))],
            DialTimeout = table.ContainsKey("dial_timeout") ? Duration(Strings(table, "dial_timeout")) : null,
        };
    }

    /// <summary>The API's address: without a scheme https is meant, and the path ends in <c>/v2</c> unless it is to be taken as it is.</summary>
    private static Uri Address(string text, bool isPathKept)
    {
        string whole = text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal) ? text : $"https://{text}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0 || uri.Query.Length + uri.Fragment.Length > 0)
        {
            throw new FormatException($"\"{text}\" is no address of a host");
        }

        string path = uri.AbsolutePath.TrimEnd('/');
        string api = isPathKept || path.EndsWith("/v2", StringComparison.Ordinal) ? path : $"{path}/v2";
        return new Uri($"{uri.Scheme}://{uri.Authority}{api}");
    }

    private static HostCapabilities Capabilities(IEnumerable<string> names)
    {
        HostCapabilities all = HostCapabilities.None;
        foreach (string name in names)
        {
            all |= name.ToLowerInvariant() switch
            {
                "pull" => HostCapabilities.Pull,
                "resolve" => HostCapabilities.Resolve,
                "push" => HostCapabilities.Push,
                _ => throw new FormatException($"unknown capability {name}"),
            };
        }

        return all;
    }

    private static IEnumerable<CertificateFile> Clients(TomlTable table, string directory)
    {
        IEnumerable<object?> items = table.TryGetValue("client", out object? given) ? given as TomlArray ?? (IEnumerable<object?>)[given] : [];
        foreach (object? item in items)
        {
            string[] pair = item switch
            {
                string both => [both, both],
                TomlArray { Count: 2 } two when two[0] is string certificate && two[1] is string key => [certificate, key],
                _ => throw Wrong("client", "a file, files, or pairs of files"),
            };
            yield return new CertificateFile(Path.Combine(directory, pair[0]), Path.Combine(directory, pair[1]));
        }
    }

    /// <summary>As Go writes durations, of one unit: <c>500ms</c>, <c>3s</c>, <c>1m</c>; at most a minute.</summary>
    private static TimeSpan Duration(List<string> texts)
    {
        string text = texts.Count == 1 ? texts[0] : "";
        var (unit, seconds) = text.EndsWith("ms", StringComparison.Ordinal) ? ("ms", 0.001) : text.EndsWith('m') ? ("m", 60.0) : ("s", 1.0);
        bool isNumber = double.TryParse(
            text.EndsWith(unit, StringComparison.Ordinal) ? text[..^unit.Length] : "", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        return isNumber && number * seconds is > 0 and <= 60
            ? TimeSpan.FromSeconds(number * seconds)
            : throw Wrong("dial_timeout", "a duration of at most a minute: 3s");
    }

    private static bool Flag(TomlTable table, string key) => table.TryGetValue(key, out object? given) && (given is bool flag ? flag : throw Wrong(key, "true or false"));

    private static TomlTable Table(TomlTable table, string key) =>
        table.TryGetValue(key, out object? given) ? given as TomlTable ?? throw Wrong(key, "a table") : [];

    private static List<string> Strings(TomlTable table, string key) => table.TryGetValue(key, out object? given) ? Values(given, key) : [];

    private static List<string> Values(object? given, string key) => given switch
    {
        string one => [one],
        TomlArray many => [.. many.Select(v => v as string ?? throw Wrong(key, "a string or strings"))],
        _ => throw Wrong(key, "a string or strings"),
    };

    private static FormatException Wrong(string key, string expected) => new($"{key} must be {expected}");
}
