using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Harness;

namespace Berth.Integration.Survival;

/// <summary>Compares what a worker knows with what the daemon says after its start, and tries what runs.</summary>
internal sealed class LoadCheck(KillLoopApi api, LoadWorker worker)
{
    /// <summary>The code of a container that could not be started: its network is gone.</summary>
    private const int FailedStart = 128;

    private readonly List<string> _problems = [];
    private readonly List<LoadContainer> _gone = [];

    /// <summary>What is wrong, a line each; the worker knows after this what there is.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        _problems.AddRange(worker.Problems);
        foreach (string id in worker.Removed)
        {
            if ((await api.GetAsync($"/containers/{id}/json")).Code != 404)
            {
                _problems.Add($"container {id[..12]} of worker {worker.Number} is there again: its removal was acknowledged");
            }
        }

        foreach (LoadContainer container in worker.Containers)
        {
            await CompareAsync(container);
        }

        await CompareVolumeAsync(worker.Volume);
        await CompareNetworkAsync(worker.Network);
        worker.Settle(_gone);
        return _problems;
    }

    private async Task CompareVolumeAsync(LoadVolume volume)
    {
        bool isThere = (await api.GetAsync($"/volumes/{volume.Name}")).Code == 200;
        if (isThere != volume.Exists && !volume.InDoubt)
        {
            _problems.Add($"volume {volume.Name} {(isThere ? "is there again: its removal was acknowledged" : "is lost")}");
        }

        (volume.Exists, volume.InDoubt) = (isThere, false);
    }

    private async Task CompareNetworkAsync(LoadNetwork network)
    {
        bool isThere = (await api.GetAsync($"/networks/{network.Name}")).Code == 200;
        if (isThere != network.Exists && !network.InDoubt)
        {
            _problems.Add($"network {network.Name} {(isThere ? "is there again: its removal was acknowledged" : "is lost")}");
        }

        if (isThere != Directory.Exists($"/sys/class/net/{network.Interface}"))
        {
            _problems.Add(isThere ? $"network {network.Name} has no bridge {network.Interface}" : $"orphan bridge {network.Interface}");
        }

        (network.Exists, network.InDoubt) = (isThere, false);
    }

    private async Task CompareAsync(LoadContainer container)
    {
        KillLoopAnswer answer = await api.GetAsync($"/containers/{container.Id ?? container.Name}/json");
        if (answer.Code == 404)
        {
            // A container that vanishes goes once it was started; its end may have been caused by whatever was under way.
            if (!(container.Doubt is "create" or "remove" or "prune" || (container.AutoRemove && (container.WasStarted || container.Doubt is not null))))
            {
                Wrong(container, "is lost");
            }

            _gone.Add(container);
            return;
        }

        if (answer.Code != 200)
        {
            Wrong(container, $"cannot be inspected: {answer.Code} {answer.Text}");
            return;
        }

        JsonNode found = answer.Json;
        if (container.AutoRemove && $"{found["State"]!["Status"]}" == "removing")
        {
            // It has just ended.
            await Condition.WaitAsync($"{container.Name} is gone", async () => (await api.GetAsync($"/containers/{container.Id ?? container.Name}/json")).Code == 404);
            _gone.Add(container);
            return;
        }

        string name = $"{found["Name"]}"[1..];
        if (name != container.Name && !(container.Doubt == "rename" && name == container.OtherName))
        {
            Wrong(container, $"has the name {name}");
        }

        container.Id = $"{found["Id"]}";
        container.Name = name;
        CompareLimit(container, found);
        CompareState(container, found["State"]!);
        await TryAsync(container, found);
    }

    /// <summary>The record says what was acknowledged last, and the kernel what the record says.</summary>
    private void CompareLimit(LoadContainer container, JsonNode found)
    {
        int limit = int.TryParse($"{found["HostConfig"]!["PidsLimit"]}", CultureInfo.InvariantCulture, out int set) ? set : 0;
        if (limit != (container.PidsLimit ?? 0) && limit != container.OtherPidsLimit)
        {
            Wrong(container, $"has the limit {limit} instead of {container.PidsLimit}");
        }

        container.PidsLimit = limit == 0 ? null : limit;
        container.OtherPidsLimit = null;
        string hierarchy = Directory.Exists("/sys/fs/cgroup/pids") ? "/sys/fs/cgroup/pids" : "/sys/fs/cgroup";
        string file = $"{hierarchy}{found["HostConfig"]!["CgroupParent"]}/{container.Id}/pids.max";
        if (limit > 0 && !container.IsUnsteady && $"{found["State"]!["Status"]}" == "running" && File.Exists(file) && File.ReadAllText(file).Trim() is var now && now != $"{limit}")
        {
            Wrong(container, $"runs under the limit {now} instead of {limit}");
        }
    }

    private void CompareState(LoadContainer container, JsonNode state)
    {
        string status = $"{state["Status"]}";
        int code = int.Parse($"{state["ExitCode"]}", CultureInfo.InvariantCulture);
        bool mayHaveEnded = container.Leaves || container.Doubt is "stop" or "kill" or "restart" or "remove" or "start";
        switch (status)
        {
            case "created" when container.WasStarted:
                Wrong(container, "is as new, and was started");
                break;
            case "running" or "paused" when !container.Runs && container.Doubt is null:
                Wrong(container, $"is {status}, and its end was acknowledged");
                break;
            case "running" when container.IsPaused && container.Doubt is null:
                Wrong(container, "runs, and was paused");
                break;
            case "paused" when !container.IsPaused && container.Doubt is not ("pause" or "unpause"):
                Wrong(container, "is paused, and nobody paused it");
                break;
            case "exited" when container.Runs && !mayHaveEnded:
                Wrong(container, $"has ended with {code} by itself");
                break;
            case "exited" when !container.WasStarted && container.Doubt is not ("start" or "restart"):
                Wrong(container, "has ended, and was never started");
                break;
            case "exited" when !CodeFits(container, code):
                Wrong(container, $"has ended with {code}; expected {container.ExitCode}{(container.WasKilled ? " or that of a signal" : "")}");
                break;
            case "exited" when $"{state["FinishedAt"]}".StartsWith("0001", StringComparison.Ordinal):
                Wrong(container, "has ended at no time");
                break;
            case "restarting" when container.Kind != LoadKind.Restarter || (!container.Runs && container.Doubt is null):
                Wrong(container, "is started again, and is not to be");
                break;
            case "created" or "running" or "paused" or "exited" or "restarting":
                break;
            default:
                Wrong(container, $"is {status}");
                break;
        }

        container.Runs = status is "running" or "paused" or "restarting";
        container.IsPaused = status == "paused";
        container.WasStarted |= status != "created";
        container.WasKilled |= container.Doubt is "stop" or "kill" or "restart" or "remove" or "start";
        container.Doubt = container.OtherName = null;
    }

    private static bool CodeFits(LoadContainer container, int code)
    {
        bool killed = container.WasKilled || container.Doubt is "stop" or "kill" or "restart" or "remove" or "start";
        if (code == FailedStart && container.MayMissNetwork)
        {
            return true;
        }

        return code == container.ExitCode ? container.Kind != LoadKind.Server : killed && code is 137 or 143;
    }

    // What runs has to work.
    private async Task TryAsync(LoadContainer container, JsonNode found)
    {
        if (!container.Runs || container.IsPaused || container.IsUnsteady)
        {
            return;
        }

        try
        {
            string port = $"{found["NetworkSettings"]!["Ports"]!["80/tcp"]?[0]?["HostPort"]}";
            if (container.Kind == LoadKind.Server && port.Length == 0 && container.MayMissNetwork)
            {
                // It was taken off the only network that its port could lead to.
            }
            else if (container.Kind == LoadKind.Server)
            {
                using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
                await Condition.WaitAsync($"{container.Name} answers on port {port}", () => AnswersAsync(client, new Uri($"http://127.0.0.1:{port}/")));
                await Condition.WaitAsync($"{container.Name} is healthy", async () =>
                    $"{(await api.GetAsync($"/containers/{container.Id}/json")).Json["State"]!["Health"]?["Status"]}" == "healthy");
            }
            else
            {
                long before = await LastTickAsync(container);
                await Condition.WaitAsync($"the log of {container.Name} goes on after {before}", async () => await LastTickAsync(container) > before);
            }

            await ExecuteAsync(container);
        }
        catch (TimeoutException e)
        {
            Wrong(container, e.Message);
        }
    }

    private async Task<long> LastTickAsync(LoadContainer container)
    {
        string text = (await api.GetAsync($"/containers/{container.Id}/logs?stdout=1&tail=1")).Text;
        int at = text.LastIndexOf("tick ", StringComparison.Ordinal);
        return at < 0 ? -1 : long.Parse(text.AsSpan(at + 5).TrimEnd(), CultureInfo.InvariantCulture);
    }

    private async Task ExecuteAsync(LoadContainer container)
    {
        KillLoopAnswer made = await api.PostAsync($"/containers/{container.Id}/exec", $$"""{"Cmd":["sh","-c","{{container.Extras.Probe(3)}}"]}""");
        KillLoopAnswer started = await api.PostAsync($"/exec/{made.Json["Id"]}/start", """{"Detach":true}""");
        if (started.Code != 200)
        {
            Wrong(container, $"takes no exec: {started.Code} {started.Text}");
            return;
        }

        KillLoopAnswer state = made;
        await Condition.WaitAsync($"an exec in {container.Name} ends", async () =>
            $"{(state = await api.GetAsync($"/exec/{made.Json["Id"]}/json")).Json["Running"]}" == "false");
        if ($"{state.Json["ExitCode"]}" != "3")
        {
            Wrong(container, $"gives an exec the code {state.Json["ExitCode"]} instead of 3");
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri page)
    {
        try
        {
            return (await client.GetStringAsync(page)).Length > 0;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Wrong(LoadContainer container, string what) => _problems.Add(
        $"container {container.Name} ({container.Kind}, {container.Id?[..12]}, {(container.Doubt is null ? "nothing in doubt" : $"in doubt: {container.Doubt}")}) {what}");
}
