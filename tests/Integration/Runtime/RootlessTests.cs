using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>The runtime in the hands of a user who is not root.</summary>
public sealed class RootlessTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private readonly OrdinaryUser _user = new(sandbox);

    [Fact]
    public async Task Run_SubordinateIds_AreMappedByNewuidmap()
    {
        CommandResult result = await RunAsync("id -u; cat /proc/self/setgroups; touch /tmp/a; chown 5:6 /tmp/a; stat -c %u:%g /tmp/a", Subordinate);

        Assert.Equal("0\nallow\n5:6", result.Succeeded().Text);
    }

    [Fact]
    public async Task Run_OnlyHimself_NeedsNoProgram()
    {
        CommandResult result = await RunAsync("id -u; cat /proc/self/setgroups; cat /proc/self/uid_map", Himself);

        Assert.Equal(["0", "deny", $"0 {OrdinaryUser.Id} 1"], result.Succeeded().Lines.Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public async Task Lifecycle_OfAUser_Works()
    {
        await _user.SetUpAsync();
        string id = RuntimeSandbox.NewId();
        string bundle = _user.Bundle(id, "exec sleep 1000", Subordinate);

        (await _user.RunDetachedAsync("create", "-b", bundle, id)).Succeeded();
        try
        {
            CommandResult early = await _user.RunAsync("exec", id, "true");
            Assert.Contains("cannot exec in a container that is not started", early.Error, StringComparison.Ordinal);

            (await _user.RunAsync("start", id)).Succeeded();
            Assert.Contains(id, (await _user.RunAsync("list", "-q")).Succeeded().Lines);
            Assert.True(Directory.Exists($"{_user.Home}/run/berth-runtime/{id}"));

            CommandResult added = await _user.RunAsync("exec", "-u", "3:4", id, "sh", "-c", "id -u; id -g; cat /proc/1/cmdline | tr '\\0' ' '");
            Assert.Equal("3\n4\nsleep 1000 ", added.Succeeded().Text);

            (await _user.RunAsync("kill", id, "KILL")).Succeeded();
            await Condition.WaitAsync("stopped", async () => JsonDocument.Parse((await _user.RunAsync("state", id)).Succeeded().Output)
                .RootElement.GetProperty("status").GetString() == "stopped");
        }
        finally
        {
            (await _user.RunAsync("delete", "-f", id)).Succeeded();
        }

        Assert.False(Directory.Exists($"{_user.Home}/run/berth-runtime/{id}"));
    }

    [Fact]
    public async Task Exec_RootOfHisOwnUserNamespace_JoinsWhatIsTheContainers()
    {
        await _user.SetUpAsync();
        (string first, string second) = (RuntimeSandbox.NewId(), RuntimeSandbox.NewId());
        string bundle = _user.Bundle(first, "exec sleep 1000", WithoutGroups);
        string sharing = _user.Bundle(second, "tr '\\0' ' ' </proc/1/cmdline", spec =>
        {
            WithoutGroups(spec);
            MappedSpec.SetNamespaces(spec, MappedSpec.Namespace("pid", "PID"), MappedSpec.Namespace("mount"), MappedSpec.Namespace("uts"));
        });

        CommandResult result = await _user.RunAsRootOfHisOwnAsync(
            $$"""
            "$0" create --pid-file {{_user.Home}}/pid -b {{bundle}} {{first}} >/dev/null 2>/dev/null </dev/null
            trap '"$0" delete -f {{first}}' EXIT
            "$0" start {{first}}
            "$0" exec {{first}} sh -c "id -u; tr '\0' ' ' </proc/1/cmdline; echo"
            mkdir {{_user.Home}}/sharing
            sed "s,PID,/proc/$(cat {{_user.Home}}/pid)/ns/pid," {{sharing}}/config.json >{{_user.Home}}/sharing/config.json
            "$0" run -b {{_user.Home}}/sharing {{second}}
            """);

        Assert.Equal("0\nsleep 1000 \nsleep 1000 ", result.Succeeded().Text);
    }

    [Fact]
    public async Task Spec_Rootless_RunsAsItIs()
    {
        await _user.SetUpAsync();
        string bundle = Path.Combine(_user.Home, "bundle");
        Directory.CreateDirectory(bundle);
        (await Command.RunAsync("chown", [$"{OrdinaryUser.Id}:{OrdinaryUser.Id}", bundle])).Succeeded();
        (await _user.RunAsync("spec", "--rootless", "-b", bundle)).Succeeded();
        string path = Path.Combine(bundle, "config.json");
        JsonObject spec = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        spec["root"]!["path"] = _user.RootFileSystem;
        spec["process"]!["terminal"] = false;
        spec["process"]!["args"] = new JsonArray("sh", "-c", "id -u; test -d /sys/kernel && echo sys");
        File.WriteAllText(path, spec.ToJsonString());

        CommandResult result = await _user.RunAsync("run", "-b", bundle, RuntimeSandbox.NewId());

        Assert.Equal("0\nsys", result.Succeeded().Text);
    }

    [Fact]
    public async Task Run_WithoutUserNamespace_IsRefused()
    {
        CommandResult result = await RunAsync("true", _ => { });

        Assert.Contains("rootless container requires user namespaces", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Limit_IsRefusedWithoutCgroup()
    {
        CommandResult result = await RunAsync("true", spec =>
        {
            Himself(spec);
            spec["linux"]!["resources"] = new JsonObject { ["pids"] = new JsonObject { ["limit"] = 5 } };
        });

        Assert.Contains("linux.resources.pids: no permission to make a cgroup", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_IdsOfOthers_AreRefused()
    {
        CommandResult result = await RunAsync("true", spec =>
        {
            Himself(spec);
            MappedSpec.SetMaps(spec, (0, 1, 10));
        });

        Assert.Contains("newuidmap: exit status 1", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MappedMount_IsRefused()
    {
        CommandResult result = await RunAsync("true", spec =>
        {
            Himself(spec);
            spec["mounts"]!.AsArray().Add(MappedSpec.Bind("/tmp", "/data", "bind", "idmap"));
        });

        Assert.Contains("id-mapped mounts are not supported for rootless containers", result.Exited(1).Error, StringComparison.Ordinal);
    }

    private static void Subordinate(JsonObject spec)
    {
        spec["linux"]!["namespaces"]!.AsArray().Add(MappedSpec.Namespace("user"));
        MappedSpec.SetMaps(spec, (0, OrdinaryUser.Id, 1), (1, OrdinaryUser.FirstSubordinate, 65_536));
    }

    private static void Himself(JsonObject spec)
    {
        MappedSpec.Map(spec, OrdinaryUser.Id, 1);
        WithoutGroups(spec);
    }

    // Group 5, which the template gives the terminals to, is not his to map.
    private static void WithoutGroups(JsonObject spec)
    {
        foreach (JsonNode? mount in spec["mounts"]!.AsArray())
        {
            if (mount!["options"] is JsonArray options && options.FirstOrDefault(o => o!.GetValue<string>() == "gid=5") is { } group)
            {
                options.Remove(group);
            }
        }
    }

    private async Task<CommandResult> RunAsync(string script, Action<JsonObject> change)
    {
        await _user.SetUpAsync();
        string id = RuntimeSandbox.NewId();
        return await _user.RunAsync("run", "-b", _user.Bundle(id, script, change), id);
    }
}
