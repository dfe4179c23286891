#nullable disable warnings // the library calls null what the API always has
using Berth.Conformance.Api;
using Berth.Harness;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace Berth.Conformance.DockerDotNet;

/// <summary>A container's life through Docker.DotNet.</summary>
public sealed class ContainerTests(EngineUnderTest engine) : DockerDotNetTest(engine)
{
    [Fact]
    public async Task Container_WithEverySetting_InspectsAsItWasMade()
    {
        CreateContainerParameters asked = Busybox("sleep", "1000");
        asked.Hostname = "here";
        asked.User = "1000:1000";
        asked.Env = ["A=b"];
        asked.WorkingDir = "/tmp";
        asked.Labels = new Dictionary<string, string> { ["made.by"] = "a test" };
        asked.StopSignal = "SIGINT";
        asked.StopTimeout = TimeSpan.FromSeconds(3);
        asked.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default };
        asked.HostConfig = new HostConfig
        {
            NetworkMode = "none",
            Memory = 64 << 20,
            NanoCPUs = 500_000_000,
            PidsLimit = 50,
            CapAdd = ["NET_ADMIN"],
            ReadonlyRootfs = true,
            Tmpfs = new Dictionary<string, string> { ["/run"] = "size=1m" },
            ShmSize = 1 << 20,
            Ulimits = [new Ulimit { Name = "nofile", Soft = 100, Hard = 200 }],
        };
        string id = await RunAsync(asked);

        ContainerInspectResponse made = await Client.Containers.InspectContainerAsync(id, Cancel);

        Assert.Equal("/" + asked.Name, made.Name);
        Assert.True(made.State.Running && made.State.Pid > 0);
        Assert.Equal(("here", "1000:1000", "/tmp", "SIGINT"), (made.Config.Hostname, made.Config.User, made.Config.WorkingDir, made.Config.StopSignal));
        Assert.Equal(TimeSpan.FromSeconds(3), made.Config.StopTimeout);
        Assert.Contains("A=b", made.Config.Env);
        Assert.Equal("a test", made.Config.Labels["made.by"]);
        Assert.Equal((64L << 20, 500_000_000L, 50L, 1L << 20), (made.HostConfig.Memory, made.HostConfig.NanoCPUs, made.HostConfig.PidsLimit, made.HostConfig.ShmSize));
        Assert.True(made.HostConfig.ReadonlyRootfs);
        Assert.Equal("size=1m", made.HostConfig.Tmpfs["/run"]);
        Assert.Contains(made.HostConfig.CapAdd, c => c is "NET_ADMIN" or "CAP_NET_ADMIN");
        Assert.Contains("none", made.NetworkSettings.Networks.Keys);
        Assert.Equal((100L, 200L), (made.HostConfig.Ulimits[0].Soft, made.HostConfig.Ulimits[0].Hard));
    }

    [Fact]
    public async Task Container_StartedStoppedRestartedKilledRenamed_SaysSo()
    {
        string id = await RunAsync(Busybox("sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.05; done"));
        Assert.False(await Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Cancel));
        Assert.True(await Client.Containers.StopContainerAsync(id, new ContainerStopParameters { WaitBeforeKillSeconds = 10 }, Cancel));
        Assert.False(await Client.Containers.StopContainerAsync(id, new ContainerStopParameters { WaitBeforeKillSeconds = 10 }, Cancel));
        Assert.Equal(7, (await Client.Containers.WaitContainerAsync(id, Cancel)).StatusCode);

        await Client.Containers.RestartContainerAsync(id, new ContainerRestartParameters { WaitBeforeKillSeconds = 1 }, Cancel);
        Assert.Equal("running", (await Client.Containers.InspectContainerAsync(id, Cancel)).State.Status);
        Task<ContainerWaitResponse> end = Client.Containers.WaitContainerAsync(id, Cancel);
        await Client.Containers.KillContainerAsync(id, new ContainerKillParameters { Signal = "SIGKILL" }, Cancel);
        Assert.Equal(137, (await end).StatusCode);

        string name = $"renamed-{Guid.NewGuid():N}";
        await Client.Containers.RenameContainerAsync(id, new ContainerRenameParameters { NewName = name }, Cancel);
        Assert.Equal(id, (await Client.Containers.InspectContainerAsync(name, Cancel)).ID);
        await Client.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters(), Cancel);
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => Client.Containers.InspectContainerAsync(id, Cancel));
    }

    [Fact]
    public async Task List_WithFilters_FindsTheContainer()
    {
        CreateContainerParameters asked = Busybox("true");
        asked.Labels = new Dictionary<string, string> { ["find"] = asked.Name };
        string id = await RunAsync(asked);
        await Client.Containers.WaitContainerAsync(id, Cancel);

        foreach ((string key, string value) in ((string, string)[])
            [("name", asked.Name), ("id", id), ("label", $"find={asked.Name}"), ("status", "exited"), ("exited", "0"), ("ancestor", Daemon.Busybox), ("network", "none")])
        {
            IList<ContainerListResponse> found = await Client.Containers.ListContainersAsync(
                new ContainersListParameters { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { [key] = new Dictionary<string, bool> { [value] = true } } }, Cancel);
            ContainerListResponse? one = found.FirstOrDefault(c => c.ID == id);
            Assert.True(one is not null, $"{key}={value}");
            Assert.Equal(("exited", Daemon.Busybox), (one.State, one.Image));
            Assert.Equal("/" + asked.Name, Assert.Single(one.Names));
        }
    }

    [Fact]
    public async Task Ports_AreThereRightAfterTheStart()
    {
        Assert.SkipWhen(Target.IsDockerd && !Target.HasBridge, "no bridge");
        CreateContainerParameters asked = Busybox("sleep", "1000");
        asked.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default, ["81/tcp"] = default };
        asked.HostConfig = new HostConfig
        {
            PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = [new PortBinding { HostIP = "127.0.0.1", HostPort = "" }] },
        };
        string id = await RunAsync(asked);

        NetworkSettings network = (await Client.Containers.InspectContainerAsync(id, Cancel)).NetworkSettings;
        ContainerListResponse listed = (await Client.Containers.ListContainersAsync(new ContainersListParameters(), Cancel)).Single(c => c.ID == id);

        PortBinding binding = Assert.Single(network.Ports["80/tcp"]);
        Assert.NotInRange(int.Parse(binding.HostPort, System.Globalization.CultureInfo.InvariantCulture), 0, 1023);
        Assert.Equal("127.0.0.1", binding.HostIP);
        Assert.Null(network.Ports["81/tcp"]);
        Assert.NotEqual("", network.Networks["bridge"].IPAddress);
        Assert.Contains(listed.Ports, p => p.PrivatePort == 80 && p.PublicPort?.ToString(System.Globalization.CultureInfo.InvariantCulture) == binding.HostPort);
        Assert.Contains(listed.Ports, p => p.PrivatePort == 81 && p.PublicPort is null or 0);
    }

    [Fact]
    public async Task Changes_Export_Size_AreRead()
    {
        string id = await RunAsync(Busybox("sh", "-c", "echo 12345 > /made; rm /bin/yes"));
        await Client.Containers.WaitContainerAsync(id, Cancel);

        IList<ContainerFileSystemChangeResponse> changes = await Client.Containers.InspectChangesAsync(id, Cancel);
        ContainerInspectResponse sized = await Client.Containers.InspectContainerAsync(id, new ContainerInspectParameters { IncludeSize = true }, Cancel);
        await using Stream export = await Client.Containers.ExportContainerAsync(id, Cancel);
        using var tar = new System.Formats.Tar.TarReader(export);
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
        {
            names.Add(entry.Name);
        }

        Assert.Contains(changes, c => c.Path == "/made" && c.Kind == FileSystemChangeKind.Add);
        Assert.Contains(changes, c => c.Path == "/bin/yes" && c.Kind == FileSystemChangeKind.Delete);
        Assert.Contains("made", names);
        Assert.True(sized.SizeRw >= 6);
    }

    [Fact]
    public async Task Prune_ByLabel_TakesWhatHasEnded()
    {
        CreateContainerParameters asked = Busybox("true");
        asked.Labels = new Dictionary<string, string> { ["prune"] = asked.Name };
        string id = await CreateAsync(asked);

        ContainersPruneResponse pruned = await Client.Containers.PruneContainersAsync(
            new ContainersPruneParameters { Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"prune={asked.Name}"] = true } } }, Cancel);

        Assert.Equal([id], pruned.ContainersDeleted);
    }

    [Fact]
    public async Task Create_OfAnImageThatIsNot_Throws()
    {
        CreateContainerParameters asked = Busybox("true");
        asked.Image = "no/such/image";

        DockerApiException error = await Assert.ThrowsAnyAsync<DockerApiException>(() => CreateAsync(asked));

        Assert.Equal(404, (int)error.StatusCode);
    }
}
