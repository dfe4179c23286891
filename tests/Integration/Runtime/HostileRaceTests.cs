using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// A container that exchanges directories of a volume for links to the host, as fast as it can, while others are made that mount things
/// below those directories (CVE-2021-30465). Nothing may appear outside, and nothing of the outside inside.
/// <c>BERTH_RACE_SECONDS</c> says for how long in all; 10 if it does not.
/// </summary>
public sealed class HostileRaceTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private const string Show = "cat /proc/self/mountinfo; pwd; cat /v/a/secret /v/a/t/secret .{CANARY}/secret 2>/dev/null; cat /proc/keys; true";

    public static TheoryData<string> Places => ["bind", "tmpfs", "file", "device", "masked", "read-only", "directory", "cgroup", "dev"];

    private static TimeSpan Time => TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("BERTH_RACE_SECONDS") ?? "10", CultureInfo.InvariantCulture) / Places.Count);

    // That the race can be won at all: who goes by names makes its directories in the canary.
    [Fact]
    public async Task Swap_SomebodyWhoGoesByNames_IsFooled()
    {
        HostileRoot root = await RootAsync();
        await using RunningContainer attacker = await AttackAsync(root);

        await Condition.WaitAsync("a directory in the canary", async () =>
        {
            await Command.RunAsync("sh", ["-c", "for i in $(seq 200); do mkdir -p \"$0/a/x/made-$i\"; done", root.Volume]);
            return Directory.EnumerateDirectories($"{root.Canary}/directory", "made-*", SearchOption.AllDirectories).Any();
        });
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Run_TargetsAreSwapped_NothingLeavesTheRoot(string what)
    {
        HostileRoot root = await RootAsync();
        await using RunningContainer attacker = await AttackAsync(root);
        long start = Stopwatch.GetTimestamp();
        int right = 0;
        int refused = 0;
        var reasons = new HashSet<string>();
        while (Stopwatch.GetElapsedTime(start) < Time || right + refused < 5)
        {
            CommandResult result = await RunAsync(root, what, right + refused);
            if (result.ExitCode == 0)
            {
                right++;
                AssertInside(root, result);
            }
            else
            {
                refused++;
                reasons.Add(result.Error.Trim().Split(": ")[^1]);
                Assert.Single(result.Error.Trim().Split('\n'));
            }
        }

        File.WriteAllText($"{root.Volume}/stop", "");
        await root.AssertOutsideUntouchedAsync(what);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{what}: {right} started, {refused} refused ({string.Join(", ", reasons)}) in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
    }

    private static void AssertInside(HostileRoot root, CommandResult result)
    {
        Assert.DoesNotContain("secret", result.Output, StringComparison.Ordinal);
        foreach (string line in result.Lines.Where(line => line.Contains(" - ", StringComparison.Ordinal)))
        {
            // mountinfo's fourth field: the part of the filesystem that is mounted here.
            string part = line.Split(' ')[3];
            Assert.False(part.Contains("/canary", StringComparison.Ordinal) || (part == "/" && line.Contains(" - ext4 ", StringComparison.Ordinal)), line);
        }
    }

    private async Task<HostileRoot> RootAsync()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "swap");
        Directory.CreateDirectory($"{root.Volume}/a/x");
        Directory.CreateDirectory($"{root.Volume}/dev/pts");
        File.CreateSymbolicLink($"{root.Volume}/absolute", $"{root.Canary}/directory");
        File.CreateSymbolicLink($"{root.Volume}/up", $"../../../../../../../../../..{root.Canary}/directory");
        File.CreateSymbolicLink($"{root.Volume}/all", "/");
        File.CreateSymbolicLink($"{root.Volume}/dev/link", $"../../../../../../../../../..{root.Canary}/secret");
        File.WriteAllText($"{root.Volume}/dev/null", "");
        return root;
    }

    private Task<RunningContainer> AttackAsync(HostileRoot root) => RunningContainer.StartAsync(
        sandbox, RuntimeSandbox.Ours,
        spec =>
        {
            root.Use(spec);
            spec["mounts"]!.AsArray().Add(Bind("/v", root.Volume));
            spec["process"]!["env"] = new JsonArray("PATH=/bin", "STOP=/v/stop");
            spec["process"]!["args"] = new JsonArray(
                "/attack/swap", "/v/a", "/v/absolute", "/v/a", "/v/up", "/v/a", "/v/all", "/v/dev/null", "/v/dev/link", "/v/dev/pts", "/v/up");
        });

    private async Task<CommandResult> RunAsync(HostileRoot root, string what, int number)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["sh", "-c", Show.Replace("{CANARY}", root.Canary, StringComparison.Ordinal)], spec =>
        {
            root.Use(spec);
            JsonArray mounts = spec["mounts"]!.AsArray();
            mounts.Add(Bind("/v", root.Volume));
            Add(root, spec, what, number);
        });
        return await Command.RunAsync(
            RuntimeSandbox.Executable(RuntimeSandbox.Ours),
            ["--root", sandbox.StateRoot(RuntimeSandbox.Ours), "run", "-b", bundle, id], stdin: (string?)null, HostileRoot.Hang);
    }

    private static void Add(HostileRoot root, JsonObject spec, string what, int number)
    {
        JsonArray mounts = spec["mounts"]!.AsArray();
        switch (what)
        {
            case "bind":
                mounts.Add(Bind($"/v/a/x/bind-{number}/below", root.Volume));
                mounts.Add(Bind("/v/a/x", $"{root.Path}/bin"));
                break;
            case "tmpfs":
                mounts.Add(Mount($"/v/a/tmpfs-{number}/below", "tmpfs"));
                break;
            case "file":
                mounts.Add(Bind($"/v/a/x/file-{number}", $"{root.Volume}/marker"));
                break;
            case "device":
                spec["linux"]!["devices"] = new JsonArray(new JsonObject
                {
                    ["path"] = $"/v/a/x/device-{number}", ["type"] = "c", ["major"] = 1, ["minor"] = 3, ["uid"] = 1000, ["gid"] = 1000,
                });
                break;
            case "masked":
                spec["linux"]!["maskedPaths"] = new JsonArray("/v/a/x", "/v/a", "/v/a/file");
                break;
            case "read-only":
                spec["linux"]!["readonlyPaths"] = new JsonArray("/v/a/x", "/v/a");
                break;
            case "directory":
                spec["process"]!["cwd"] = $"/v/a/cwd-{number}/below";
                break;
            case "cgroup":
                mounts.Add(Mount($"/v/a/cgroup-{number}", "cgroup"));
                break;
            default:
                mounts.RemoveAt(1);
                mounts.Insert(1, Bind("/dev", $"{root.Volume}/dev"));
                spec["linux"]!["maskedPaths"] = new JsonArray("/proc/keys");
                break;
        }
    }

    private static JsonObject Bind(string destination, string source) => new()
    {
        ["destination"] = destination, ["type"] = "bind", ["source"] = source, ["options"] = new JsonArray("bind"),
    };

    private static JsonObject Mount(string destination, string type) => new()
    {
        ["destination"] = destination, ["type"] = type, ["source"] = type,
    };
}
