using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>What <c>features</c> says, against what a container may ask for (features.md).</summary>
public sealed class FeaturesTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    [Fact]
    public async Task Features_EverySeccompName_IsTaken()
    {
        JsonNode seccomp = (await FeaturesAsync())["linux"]!["seccomp"]!;

        foreach (string action in Names(seccomp["actions"]))
        {
            await TakenAsync(new JsonObject
            {
                ["defaultAction"] = "SCMP_ACT_ALLOW",
                ["listenerPath"] = "/run/agent",
                ["syscalls"] = new JsonArray(new JsonObject { ["names"] = new JsonArray("mount"), ["action"] = action }),
            });
        }

        await TakenAsync(new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["flags"] = seccomp["supportedFlags"]!.DeepClone(),
            ["syscalls"] = new JsonArray([.. Names(seccomp["operators"]).Select(op => new JsonObject
            {
                ["names"] = new JsonArray("mount"), ["action"] = "SCMP_ACT_ERRNO",
                ["args"] = new JsonArray(new JsonObject { ["index"] = 0, ["value"] = 1, ["op"] = op }),
            })]),
        });
    }

    [Fact]
    public async Task Features_EveryMemoryPolicy_IsTaken()
    {
        JsonNode policy = (await FeaturesAsync())["linux"]!["memoryPolicy"]!;

        foreach (string mode in Names(policy["modes"]))
        {
            var section = new JsonObject { ["mode"] = mode, ["flags"] = policy["flags"]!.DeepClone() };
            if (mode is not ("MPOL_DEFAULT" or "MPOL_LOCAL"))
            {
                section["nodes"] = "0";
            }

            await PlannedAsync(spec => spec["linux"]!["memoryPolicy"] = section);
        }
    }

    [Fact]
    public async Task Features_NamespacesAndMountOptions_AreTaken()
    {
        JsonNode features = await FeaturesAsync();
        string[] own = ["user", "time"];

        foreach (string kind in Names(features["linux"]!["namespaces"]).Except(own).Except(["pid", "network", "ipc", "uts", "mount"]))
        {
            await PlannedAsync(spec => spec["linux"]!["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = kind }));
        }

        Assert.Equal("1.0.0", (string?)features["ociVersionMin"]);
        await PlannedAsync(spec => spec["ociVersion"] = (string?)features["ociVersionMin"]);
        await PlannedAsync(spec => spec["ociVersion"] = (string?)features["ociVersionMax"]);
    }

    [Fact]
    public async Task Features_WhatIsOff_IsRefused()
    {
        JsonNode linux = (await FeaturesAsync())["linux"]!;

        Assert.False((bool)linux["intelRdt"]!["enabled"]!);
        CommandResult refused = await PlanAsync(spec => spec["linux"]!["intelRdt"] = new JsonObject());
        Assert.Contains("linux.intelRdt: Intel RDT (resctrl) is not supported", refused.Error, StringComparison.Ordinal);
        Assert.True((bool)linux["netDevices"]!["enabled"]!);
        await PlannedAsync(spec => spec["linux"]!["netDevices"] = new JsonObject { ["eth7"] = new JsonObject() });
    }

    private Task TakenAsync(JsonObject filter) => PlannedAsync(spec => spec["linux"]!["seccomp"] = filter);

    private async Task PlannedAsync(Action<JsonObject> change) => (await PlanAsync(change)).Succeeded();

    private Task<CommandResult> PlanAsync(Action<JsonObject> change)
    {
        string id = RuntimeSandbox.NewId();
        return sandbox.RunAsync(RuntimeSandbox.Ours, ["create", "--plan", "-b", sandbox.Bundle(id, "true", change), id]);
    }

    private async Task<JsonNode> FeaturesAsync() => JsonNode.Parse((await sandbox.RunAsync(RuntimeSandbox.Ours, ["features"])).Succeeded().Output)!;

    private static IEnumerable<string> Names(JsonNode? list) => list!.AsArray().Select(name => (string)name!);
}
