using System.Text.Json.Nodes;

namespace Berth.Harness;

/// <summary>
/// What has to hold between a daemon's records and the machine, at any quiet moment, and so after each crash and start:
/// <list type="number">
/// <item>Every container that runs has one monitor, one mounted root, one cgroup with its process in it, its network namespace,
/// interface, address and rules; nothing else has any.</item>
/// <item>Every container has its directory, its writable layer and its row; nothing else has any.</item>
/// <item>Names and addresses are unique, and what the daemon says of processes is what the kernel says.</item>
/// <item>The image store is consistent (<see cref="StoreOwnership"/>).</item>
/// </list>
/// </summary>
public sealed class EngineCheck(Daemon daemon, string cgroupParent)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong and stays so, a line each. What goes on its way (a monitor that ends, the trash) is waited for.</summary>
    public async Task<string[]> ProblemsAsync()
    {
        string[] problems = [];
        try
        {
            await Condition.WaitAsync("all is as it should be", async () => (problems = await LookAsync()).Length == 0, s_patience);
        }
        catch (TimeoutException)
        {
            return problems;
        }

        return [];
    }

    private async Task<string[]> LookAsync()
    {
        JsonNode[] networks = [.. (await GetAsync("/networks")).AsArray().Where(n => $"{n!["Driver"]}" == "bridge").Select(n => n!)];
        List<JsonNode> containers = await ContainersAsync();
        MachineState machine = await MachineState.ReadAsync(
            daemon, InterfaceOf(networks.Single(n => $"{n["Name"]}" == "bridge")), [.. networks.Select(InterfaceOf)], cgroupParent);
        JsonNode[] alive = [.. containers.Where(IsAlive)];
        JsonNode[] bridged = [.. alive.Where(c => $"{c["HostConfig"]!["NetworkMode"]}" is not ("none" or "host") and var mode && !mode.StartsWith("container:", StringComparison.Ordinal))];
        string[] ids = [.. containers.Select(Id)];
        return
        [
            .. Running(machine, [.. alive.Select(Id)]),
            .. Networks(machine, bridged),
            .. Compare("names of network", NamesOf(machine, "names"), [.. networks.Select(n => $"{n["Id"]}")], demanded: false),
            .. Compare("names for", NamesOf(machine, "containers"), [.. alive.Select(Id)], demanded: false),
            .. VolumeMounts(machine, alive),
            .. Disk(machine, ids, [.. alive.Select(Id)], [.. bridged.Select(Id)]),
            .. alive.SelectMany(ProcessOf),
            .. Twice("name", containers.Select(c => $"{c["Name"]}")),
            .. StoreOwnership.Differences(daemon.DataRoot),
        ];
    }

    private async Task<List<JsonNode>> ContainersAsync()
    {
        var containers = new List<JsonNode>();
        foreach (JsonNode? listed in (await GetAsync("/containers/json?all=1")).AsArray())
        {
            JsonNode inspected = await GetAsync($"/containers/{listed!["Id"]}/json");
            if (inspected["State"] is not null)
            {
                containers.Add(inspected);
            }
        }

        return containers;
    }

    // 1. One of each for those that run.
    private IEnumerable<string> Running(MachineState machine, string[] alive)
    {
        string[] monitors = [.. machine.Processes.Where(p => p.Arguments.Contains("monitor") && !p.Arguments.Contains("--exec")).Select(p => p.Arguments[^1])];
        string[] others = [.. machine.Processes
            .Where(p => p.Id != daemon.ProcessId && !(p.Arguments.Contains("monitor") && (!p.Arguments.Contains("--exec") || alive.Contains(p.Arguments[^1]))))
            .Select(p => $"orphan process {p.Id}: {string.Join(' ', p.Arguments)}")];
        return
        [
            .. Compare("monitor of", monitors, alive),
            .. others,
            .. machine.Mounts.Where(m => !IsExpected(m)).Select(m => $"orphan mount {m}"),
            .. machine.Cgroups.GroupBy(c => c.Hierarchy).SelectMany(h => Compare($"cgroup in {h.Key} of", [.. h.Select(c => c.Id)], alive, demanded: h.Key.EndsWith("/pids", StringComparison.Ordinal))),
            .. Compare("runtime state of", [.. machine.Entries("exec", "runtime").Where(e => !e.StartsWith('.'))], alive),
        ];
    }

    private bool IsExpected(string mount) =>
        (mount.StartsWith($"{daemon.DataRoot}/volumes/", StringComparison.Ordinal) && mount.EndsWith("/_data", StringComparison.Ordinal))
        || mount.StartsWith($"{daemon.ExecRoot}/netns/", StringComparison.Ordinal);

    private static IEnumerable<string> Networks(MachineState machine, JsonNode[] bridged)
    {
        string[] ids = [.. bridged.Select(Id)];
        string[] rules = [.. bridged.SelectMany(RulesOf)];
        HashSet<string> addresses = [.. machine.Connections.Select(e => $"{e["Address"]}")];
        return
        [
            .. Compare("network record of", [.. machine.Endpoints.Keys], ids),
            .. Compare("network namespace of", machine.Entries("exec", "netns"), ids),
            .. Compare("interface", machine.BridgePorts, [.. machine.Connections.Select(e => $"{e["HostInterface"]}")]),
            .. Twice("address", machine.Connections.Select(e => $"{e["Address"]}")),
            .. Compare("published port", [.. machine.Rules.Select(Known)], rules),
            .. bridged.Where(c => !Recorded(c).SequenceEqual(AddressesOf(c)))
                .Select(c => $"container {Name(c)} is said to have the addresses {string.Join(' ', AddressesOf(c))}, and has {string.Join(' ', Recorded(c))}"),
        ];

        // HOST:PORT/PROTOCOL ADDRESS:PORT, whichever of a container's addresses it is.
        string Known(string rule)
        {
            int space = rule.IndexOf(' ', StringComparison.Ordinal), colon = rule.LastIndexOf(':');
            return addresses.Contains(rule[(space + 1)..colon]) ? $"{rule[..space]} {rule[(colon + 1)..]}" : rule;
        }

        string[] Recorded(JsonNode container) => [.. machine.ConnectionsOf(Id(container)).Select(e => $"{e["Address"]}").Order(StringComparer.Ordinal)];
    }

    // EXEC_ROOT/network/dns/{names,containers}/ID.json
    private static string[] NamesOf(MachineState machine, string kind) =>
        [.. machine.Entries("exec", "network", "dns", kind).Select(file => Path.GetFileNameWithoutExtension(file))];

    // Volumes with options of a file system of their own.
    private IEnumerable<string> VolumeMounts(MachineState machine, JsonNode[] alive)
    {
        string[] used = [.. alive.SelectMany(c => c["Mounts"]?.AsArray() ?? []).Select(m => $"{m!["Name"]}").Distinct()];
        return Compare("mounted volume", Mounted(machine, $"{daemon.DataRoot}/volumes/", "/_data"), used, demanded: false);
    }

    // 2. Directories and rows.
    private IEnumerable<string> Disk(MachineState machine, string[] ids, string[] alive, string[] bridged) =>
    [
        .. Compare("directory of", machine.Entries("data", "containers"), ids),
        .. Compare("writable layer of", machine.Entries("data", "snapshots"), ids),
        .. Compare("bundle of", machine.Entries("exec", "containers"), ids, demanded: false),
        .. Compare("bundle of", machine.Entries("exec", "containers"), alive, strangers: false),
        .. Compare("mounted namespace of", Mounted(machine, $"{daemon.ExecRoot}/netns/", ""), bridged),
        .. ids.Except(alive).SelectMany(id => machine.Entries("exec", "containers", id, "exec").Select(e => $"orphan exec directory {id}/{e}")),
        .. machine.Entries("data", "volumes").Where(v => v.StartsWith('.')).Select(v => $"orphan volume {v}"),
        .. Compare("row of", StoreOwnership.Rows(daemon.DataRoot, "SELECT id FROM containers"), ids),
    ];

    // 3. What the kernel says.
    private IEnumerable<string> ProcessOf(JsonNode container)
    {
        string pid = $"{container["State"]!["Pid"]}";
        string? cgroup = MachineState.Read($"/proc/{pid}/cgroup");
        if (cgroup is null)
        {
            yield return $"container {Name(container)} is said to be {container["State"]!["Status"]} as process {pid}, which is not there";
        }
        else if (!cgroup.Contains($"{cgroupParent}/{Id(container)}", StringComparison.Ordinal))
        {
            yield return $"container {Name(container)} is said to be process {pid}, which is another one's";
        }
    }

    private static IEnumerable<string> RulesOf(JsonNode container)
    {
        foreach ((string port, JsonNode? bindings) in container["NetworkSettings"]!["Ports"]!.AsObject())
        {
            string[] parts = port.Split('/');
            foreach (JsonNode? binding in bindings?.AsArray() ?? [])
            {
                if (!$"{binding!["HostIp"]}".Contains(':', StringComparison.Ordinal))
                {
                    yield return $"{binding["HostIp"]}:{binding["HostPort"]}/{parts[1]} {parts[0]}";
                }
            }
        }
    }

    private static string[] Mounted(MachineState machine, string before, string after) =>
    [
        .. machine.Mounts.Where(m => m.StartsWith(before, StringComparison.Ordinal) && m.EndsWith(after, StringComparison.Ordinal))
            .Select(m => m[before.Length..^after.Length]),
    ];

    private static IEnumerable<string> Compare(string what, IReadOnlyList<string> there, IReadOnlyList<string> wanted, bool demanded = true, bool strangers = true) =>
    [
        .. strangers ? there.Except(wanted).Select(one => $"orphan: {what} {one}") : [],
        .. demanded ? wanted.Except(there).Select(one => $"missing: {what} {one}") : [],
        .. Twice(what, there),
    ];

    private static IEnumerable<string> Twice(string what, IEnumerable<string> all) =>
        all.GroupBy(one => one).Where(group => group.Count() > 1).Select(group => $"{group.Count()} times: {what} {group.Key}");

    private static bool IsAlive(JsonNode container) => $"{container["State"]!["Status"]}" is "running" or "paused";

    private static string Id(JsonNode container) => $"{container["Id"]}";

    private static string Name(JsonNode container) => $"{container["Name"]}";

    private static string[] AddressesOf(JsonNode container) =>
        [.. container["NetworkSettings"]!["Networks"]!.AsObject().Select(n => $"{n.Value!["IPAddress"]}").Where(a => a.Length > 0).Order(StringComparer.Ordinal)];

    private static string InterfaceOf(JsonNode network) => network["Options"]?["com.docker.network.bridge.name"] is { } name ? $"{name}" : $"br-{$"{network["Id"]}"[..12]}";

    private async Task<JsonNode> GetAsync(string path)
    {
        using HttpResponseMessage answer = await daemon.Http.GetAsync(new Uri(path, UriKind.Relative));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync()) ?? new JsonObject();
    }
}
