using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>Mounts that show other owners than their files have. Debian 12's runc has none: no peer here.</summary>
public sealed class IdmapTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private const string Look = "stat -c %u:%g /data/of-root /data/of-seven; touch /data/new; stat -c %u:%g /data/new";

    [Fact]
    public async Task Run_MapsOfTheContainer_FilesKeepTheirNumbers()
    {
        string data = Data();

        CommandResult result = await RunAsync(Look, spec =>
        {
            MappedSpec.Map(spec);
            spec["mounts"]!.AsArray().Add(MappedSpec.Bind(data, "/data", "rbind", "idmap"));
        });

        Assert.Equal(["0:0", "7:8", "0:0"], result.Succeeded().Lines);
        Assert.Equal("0:0", (await Command.RunAsync("stat", ["-c", "%u:%g", Path.Combine(data, "new")])).Text);
    }

    [Fact]
    public async Task Run_MapsOfItsOwnAndRelativeSource_ShowOtherOwners()
    {
        CommandResult result = await RunAsync("stat -c %u:%g /data/of-root /data/of-seven", spec =>
        {
            JsonObject mount = MappedSpec.Bind($"../../{Path.GetFileName(Data())}", "/data", "rbind", "ridmap");
            mount["uidMappings"] = MappedSpec.Maps((0, 5000, 100));
            mount["gidMappings"] = MappedSpec.Maps((0, 6000, 100));
            spec["mounts"]!.AsArray().Add(mount);
        });

        Assert.Equal(["5000:6000", "5007:6008"], result.Succeeded().Lines);
    }

    [Fact]
    public async Task Run_FileSystemThatCannotBeMapped_IsRefused()
    {
        CommandResult result = await RunAsync("true", spec =>
        {
            MappedSpec.Map(spec);
            spec["mounts"]!.AsArray().Add(MappedSpec.Bind("/proc", "/data", "bind", "idmap"));
        });

        Assert.Contains("idmap /proc: EINVAL", result.Exited(1).Error, StringComparison.Ordinal);
    }

    private string Data()
    {
        string data = Path.Combine(sandbox.Root, $"data-{Guid.NewGuid():N}"[..12]);
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "of-root"), "");
        File.WriteAllText(Path.Combine(data, "of-seven"), "");
        using var chown = System.Diagnostics.Process.Start("chown", ["7:8", Path.Combine(data, "of-seven")]);
        chown.WaitForExit();
        return data;
    }

    private async Task<CommandResult> RunAsync(string script, Action<JsonObject> change)
    {
        await MappedSpec.ChownRootAsync(sandbox);
        string id = RuntimeSandbox.NewId();
        return await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", sandbox.Bundle(id, script, change), id]);
    }
}
