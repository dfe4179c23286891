using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>Time namespaces: clocks that begin elsewhere, alone and in a user namespace. Debian 12's runc has none: no peer here.</summary>
public sealed class TimeNamespaceTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private const int Offset = 86_400 * 365;
    private const string Uptime = "cut -d. -f1 /proc/uptime; readlink /proc/self/ns/time";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_Offsets_AreTheContainersClocks(bool mapped)
    {
        await MappedSpec.ChownRootAsync(sandbox);
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, Uptime, spec => Change(spec, mapped));

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, id]);

        Assert.InRange(Seconds(result.Succeeded().Lines[0]), Offset, Offset + (10L * 86_400 * 365));
        Assert.NotEqual(new FileInfo("/proc/self/ns/time").LinkTarget, result.Lines[1]);
    }

    [Fact]
    public async Task Exec_TimeNamespace_IsEntered()
    {
        await using MappedContainer container = await MappedContainer.StartAsync(sandbox, RuntimeSandbox.Ours, spec => Change(spec, true));

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["exec", container.Id, "sh", "-c", Uptime]);

        Assert.True(Seconds(result.Succeeded().Lines[0]) >= Offset);
        Assert.Equal(new FileInfo($"/proc/{container.Pid}/ns/time").LinkTarget, result.Lines[1]);
    }

    [Fact]
    public async Task Run_TimeNamespaceOfAnother_IsJoined()
    {
        await using MappedContainer container = await MappedContainer.StartAsync(sandbox, RuntimeSandbox.Ours, spec => Change(spec, false));
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, Uptime, spec => spec["linux"]!["namespaces"]!.AsArray().Add(
            MappedSpec.Namespace("time", $"/proc/{container.Pid}/ns/time")));

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, id]);

        Assert.Equal(new FileInfo($"/proc/{container.Pid}/ns/time").LinkTarget, result.Succeeded().Lines[1]);
        Assert.True(Seconds(result.Lines[0]) >= Offset);
    }

    private static void Change(JsonObject spec, bool mapped)
    {
        if (mapped)
        {
            MappedSpec.Map(spec);
        }

        spec["linux"]!["namespaces"]!.AsArray().Add(MappedSpec.Namespace("time"));
        spec["linux"]!["timeOffsets"] = new JsonObject
        {
            ["boottime"] = new JsonObject { ["secs"] = Offset, ["nanosecs"] = 5 }, ["monotonic"] = new JsonObject { ["secs"] = Offset },
        };
    }

    private static long Seconds(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
