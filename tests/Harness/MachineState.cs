using System.Text.Json.Nodes;

namespace Berth.Harness;

/// <summary>What there is of a daemon's containers on the machine, read from the kernel and the disk and not from the daemon.</summary>
public sealed class MachineState
{
    private readonly Daemon _daemon;

    private MachineState(Daemon daemon) => _daemon = daemon;

    /// <summary>Mount points below the daemon's root, one as often as something is mounted on it.</summary>
    public required IReadOnlyList<string> Mounts { get; init; }

    /// <summary>The host's ends of veth pairs on the daemon's bridges.</summary>
    public required IReadOnlyList<string> BridgePorts { get; init; }

    /// <summary>Published ports in the firewall, <c>ADDRESS:PORT/PROTOCOL ADDRESS:PORT</c>.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>The cgroups below the parent that all containers of the test are given, <c>HIERARCHY ID</c>.</summary>
    public required IReadOnlyList<(string Hierarchy, string Id)> Cgroups { get; init; }

    /// <summary>Process IDs with their command lines, of those that name the daemon's root.</summary>
    public required IReadOnlyList<(int Id, string[] Arguments)> Processes { get; init; }

    /// <summary>The networks' own records, by container.</summary>
    public required IReadOnlyDictionary<string, JsonNode> Endpoints { get; init; }

    /// <summary>What those records say of each network that a container is on.</summary>
    public IEnumerable<JsonNode> Connections => Endpoints.Keys.SelectMany(ConnectionsOf);

    public JsonNode[] ConnectionsOf(string id) =>
        Endpoints.TryGetValue(id, out JsonNode? record) ? [.. (record["Endpoints"]?.AsArray() ?? []).Select(static e => e!)] : [];

    /// <summary>Reads everything.</summary>
    /// <param name="daemon">Whose.</param>
    /// <param name="bridge">Interface of its default bridge.</param>
    /// <param name="bridges">The interfaces of all its bridges.</param>
    /// <param name="cgroupParent">Absolute path in each hierarchy.</param>
    public static async Task<MachineState> ReadAsync(Daemon daemon, string bridge, IReadOnlyList<string> bridges, string cgroupParent) => new(daemon)
    {
        Mounts = [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Where(point => point.StartsWith(daemon.Root + "/", StringComparison.Ordinal))],
        BridgePorts = [.. bridges.SelectMany(b => Names($"/sys/class/net/{b}/brif"))],
        Rules = await ReadRulesAsync(bridge.Replace("br-", "berth-", StringComparison.Ordinal)),
        Cgroups = [.. Hierarchies().SelectMany(h => Directories(h + cgroupParent).Select(id => (h, id)))],
        Processes = ReadProcesses(daemon.Root),
        Endpoints = ReadEndpoints(daemon),
    };

    /// <summary>Names in a directory below the daemon's root; none where there is no such directory.</summary>
    public IReadOnlyList<string> Entries(params ReadOnlySpan<string> path) => Names(Path.Combine([_daemon.Root, .. path]));

    private static string[] Names(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFileSystemEntries(directory).Select(static path => Path.GetFileName(path))]
        : [];

    private static string[] Directories(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateDirectories(directory).Select(static path => Path.GetFileName(path))]
        : [];

    private static IEnumerable<string> Hierarchies() =>
        Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Where(d => File.Exists(Path.Combine(d, "cgroup.procs")) && new DirectoryInfo(d).LinkTarget is null);

    private static async Task<string[]> ReadRulesAsync(string table)
    {
        CommandResult listed = await Command.RunAsync("nft", ["-j", "list", "table", "inet", table]);
        if (listed.ExitCode != 0)
        {
            return [];
        }

        var rules = new List<string>();
        foreach (JsonNode? map in JsonNode.Parse(listed.Output)!["nftables"]!.AsArray().Select(static item => item!["map"]).Where(static map => map is not null))
        {
            string name = map!["name"]!.ToString();
            if (!name.StartsWith("published", StringComparison.Ordinal))
            {
                continue;
            }

            bool ipv6 = name.StartsWith("published6", StringComparison.Ordinal);
            foreach (JsonNode? element in map["elem"]?.AsArray() ?? [])
            {
                JsonArray key = element![0]!["concat"]!.AsArray();
                JsonArray value = element[1]!["concat"]!.AsArray();
                string address = key.Count == 3 ? key[0]!.ToString() : ipv6 ? "::" : "0.0.0.0";
                rules.Add($"{Bracketed(address)}:{key[^1]}/{key[^2]} {Bracketed(value[0]!.ToString())}:{value[1]}");
            }
        }

        return [.. rules];
    }

    private static string Bracketed(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

    private static List<(int Id, string[] Arguments)> ReadProcesses(string root)
    {
        var found = new List<(int, string[])>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out int id) && id != Environment.ProcessId && Read($"{directory}/cmdline") is { Length: > 0 } line
                && line.Contains(root + "/", StringComparison.Ordinal))
            {
                found.Add((id, line.TrimEnd('\0').Split('\0')));
            }
        }

        return found;
    }

    private static Dictionary<string, JsonNode> ReadEndpoints(Daemon daemon)
    {
        var endpoints = new Dictionary<string, JsonNode>();
        string directory = Path.Combine(daemon.ExecRoot, "network", "endpoints");
        foreach (string name in Names(directory))
        {
            endpoints[Path.GetFileNameWithoutExtension(name)] = Read(Path.Combine(directory, name)) is { Length: > 0 } json ? JsonNode.Parse(json)! : new JsonObject();
        }

        return endpoints;
    }

    /// <summary>A file's text; null where it has gone.</summary>
    internal static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
