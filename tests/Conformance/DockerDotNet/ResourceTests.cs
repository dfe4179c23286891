#nullable disable warnings // the library calls null what the API always has
using System.Formats.Tar;
using System.Text;
using Berth.Conformance.Api;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace Berth.Conformance.DockerDotNet;

/// <summary>Volumes, files, limits, statistics and pauses through Docker.DotNet.</summary>
public sealed class ResourceTests(EngineUnderTest engine) : DockerDotNetTest(engine)
{
    [Fact]
    public async Task Volume_MadeUsedListedRemoved_KeepsWhatWasWritten()
    {
        string name = $"dotnet-{Guid.NewGuid():N}";
        VolumeResponse made = await Client.Volumes.CreateAsync(
            new VolumesCreateParameters { Name = name, Labels = new Dictionary<string, string> { ["made.by"] = "a test" } }, Cancel);
        CreateContainerParameters writer = Busybox("sh", "-c", "echo kept > /v/file");
        writer.HostConfig.Binds = [$"{name}:/v"];
        await Client.Containers.WaitContainerAsync(await RunAsync(writer), Cancel);
        CreateContainerParameters reader = Busybox("sh", "-c", "test \"$(cat /v/file)\" = kept");
        reader.HostConfig.Mounts = [new Mount { Type = "volume", Source = name, Target = "/v", ReadOnly = true }];
        string id = await RunAsync(reader);
        ContainerWaitResponse read = await Client.Containers.WaitContainerAsync(id, Cancel);
        VolumesListResponse list = await Client.Volumes.ListAsync(Cancel);
        MountPoint mount = Assert.Single((await Client.Containers.InspectContainerAsync(id, Cancel)).Mounts);
        DockerApiException used = await Assert.ThrowsAnyAsync<DockerApiException>(() => Client.Volumes.RemoveAsync(name, cancellationToken: Cancel));
        foreach (ContainerListResponse user in await Client.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { ["volume"] = new Dictionary<string, bool> { [name] = true } } }, Cancel))
        {
            await Client.Containers.RemoveContainerAsync(user.ID, new ContainerRemoveParameters(), Cancel);
        }

        await Client.Volumes.RemoveAsync(name, cancellationToken: Cancel);

        Assert.Equal((name, "local", "a test"), (made.Name, made.Driver, made.Labels["made.by"]));
        Assert.Equal(0, read.StatusCode);
        Assert.Contains(list.Volumes, v => v.Name == name && v.Mountpoint == made.Mountpoint);
        Assert.Equal((name, "/v", false), (mount.Name, mount.Destination, mount.RW));
        Assert.Equal(409, (int)used.StatusCode);
        await Assert.ThrowsAnyAsync<DockerApiException>(() => Client.Volumes.InspectAsync(name, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Archive_PutIntoAContainer_ComesBack(bool running)
    {
        string id = running ? await RunAsync(Busybox("sleep", "1000")) : await CreateAsync(Busybox("true"));
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            await tar.WriteEntryAsync(
                new UstarTarEntry(TarEntryType.RegularFile, "made/file") { DataStream = new MemoryStream(Bytes("12345")), Mode = (UnixFileMode)0b110_000_000, Uid = 1000 }, Cancel);
        }

        archive.Position = 0;
        await Client.Containers.ExtractArchiveToContainerAsync(id, new CopyToContainerParameters { Path = "/tmp" }, archive, Cancel);
        ContainerArchiveResponse stat = await Client.Containers.GetArchiveFromContainerAsync(id, new ContainerPathStatParameters { Path = "/tmp/made/file" }, true, Cancel);
        ContainerArchiveResponse got = await Client.Containers.GetArchiveFromContainerAsync(id, new ContainerPathStatParameters { Path = "/tmp/made" }, false, Cancel);
        var names = new Dictionary<string, string>();
        using (var reader = new TarReader(got.Stream))
        {
            while (await reader.GetNextEntryAsync(copyData: true, Cancel) is { } entry)
            {
                using var text = new StreamReader(entry.DataStream ?? Stream.Null, Encoding.UTF8);
                names[entry.Name.TrimEnd('/')] = $"{await text.ReadToEndAsync(Cancel)} {entry.Uid}";
            }
        }

        Assert.Equal(("file", 5L), (stat.Stat.Name, stat.Stat.Size));
        Assert.Equal("12345 1000", names["made/file"]);
        DockerApiException none = await Assert.ThrowsAnyAsync<DockerApiException>(() => Client.Containers.GetArchiveFromContainerAsync(
            id, new ContainerPathStatParameters { Path = "/no/such/path" }, false, Cancel));
        Assert.Equal(404, (int)none.StatusCode);
    }

    [Fact]
    public async Task Update_OfARunningContainer_IsInItsInspectAndItsStatistics()
    {
        CreateContainerParameters asked = Busybox("sleep", "1000");
        asked.HostConfig.Memory = 64 << 20;
        string id = await RunAsync(asked);

        await Client.Containers.UpdateContainerAsync(id, new ContainerUpdateParameters { Memory = 32 << 20, MemorySwap = 64 << 20, PidsLimit = 20 }, Cancel);
        HostConfig host = (await Client.Containers.InspectContainerAsync(id, Cancel)).HostConfig;
        ContainerStatsResponse? stats = null;
        await Client.Containers.GetContainerStatsAsync(id, new ContainerStatsParameters { Stream = false }, new Sink<ContainerStatsResponse>(s => stats = s), Cancel);

        Assert.Equal((32L << 20, 20L), (host.Memory, host.PidsLimit));
        Assert.NotNull(stats);
        Assert.Equal((32UL << 20, 20UL), (stats.MemoryStats.Limit, stats.PidsStats.Limit));
        Assert.True(stats.CPUStats.OnlineCPUs > 0);
    }

    [Fact]
    public async Task Pause_Top_Unpause_SayWhatThereIs()
    {
        string id = await RunAsync(Busybox("sleep", "1000"));
        ContainerProcessesResponse top = await Client.Containers.ListProcessesAsync(id, new ContainerListProcessesParameters(), Cancel);
        await Client.Containers.PauseContainerAsync(id, Cancel);
        string paused = (await Client.Containers.InspectContainerAsync(id, Cancel)).State.Status;
        DockerApiException exec = await Assert.ThrowsAnyAsync<DockerApiException>(() =>
            Client.Exec.CreateContainerExecAsync(id, new ContainerExecCreateParameters { Cmd = ["true"] }, Cancel));
        await Client.Containers.UnpauseContainerAsync(id, Cancel);

        Assert.Contains("sleep", Assert.Single(top.Processes).Last(), StringComparison.Ordinal);
        Assert.Equal(("paused", 409), (paused, (int)exec.StatusCode));
        Assert.Equal("running", (await Client.Containers.InspectContainerAsync(id, Cancel)).State.Status);
    }
}
