using System.Text.Encodings.Web;
using System.Text.Json;
using Berth.Engine.Configuration;
using Berth.Engine.Errors;
using Berth.Engine.Security;
using Berth.Engine.Specs;
using Berth.Engine.Users;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Exec;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Unit.Architecture;
using Xunit;

namespace Berth.Unit.Engine.Specs;

/// <summary>
/// Whole specifications against golden files, which were compared with the config.json that dockerd 20.10 writes for the same
/// requests. BERTH_UPDATE_GOLDEN=1 writes them anew. The system calls are left out: SeccompTests has them.
/// </summary>
public class SpecBuilderTests
{
    private const string Id = "65d5708b8d149a8c7a02e5cb711c717b4c92100ec547f26ccf60d7ce19285f06";

    private static readonly RuntimeSpecJson s_json = new(new JsonSerializerOptions(RuntimeSpecJson.Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    [Theory]
    [InlineData("plain", """{"Cmd":["sleep","100"]}""")]
    [InlineData("privileged", """{"Cmd":["true"],"HostConfig":{"Privileged":true,"CapDrop":["CHOWN"]}}""")]
    [InlineData(
        "options",
        """
        {"Entrypoint":["/bin/sh"],"Cmd":["-c","true"],"Tty":true,"Env":["A=b","PATH=/bin"],"WorkingDir":"/work/../x","Domainname":"d",
         "HostConfig":{"Memory":67108864,"NanoCpus":1500000000,"PidsLimit":50,"Ulimits":[{"Name":"nofile","Soft":100,"Hard":200}],
          "Devices":[{"PathOnHost":"/dev/fuse","PathInContainer":"/dev/f","CgroupPermissions":"r"}],"DeviceCgroupRules":["c 1:* rw"],
          "CapAdd":["NET_ADMIN"],"CapDrop":["CHOWN"],"ReadonlyRootfs":true,"Tmpfs":{"/tmp":"size=10m"},"OomScoreAdj":100,
          "Binds":["/a:/mnt/deep:ro","/b:/mnt"],"Sysctls":{"net.ipv4.ip_forward":"1"},"ConsoleSize":[24,80],"ShmSize":1048576,
          "SecurityOpt":["no-new-privileges","seccomp=unconfined"],"NetworkMode":"none","CgroupParent":"/parent",
          "BlkioDeviceReadBps":[{"Path":"/dev/vda","Rate":1000}],"CpusetCpus":"0","Annotations":{"a":"b"},"Init":true}}
        """)]
    [InlineData(
        "shared",
        """{"Cmd":["true"],"HostConfig":{"NetworkMode":"host","PidMode":"host","IpcMode":"host","UTSMode":"host","CgroupnsMode":"private","Init":true}}""")]
    public void Build_Request_IsTheGoldenSpec(string name, string request)
    {
        Spec spec = SpecBuilder.Build(Input(request));
        spec = spec with
        {
            Linux = spec.Linux! with { Seccomp = spec.Linux.Seccomp is { } filter ? filter with { Syscalls = null } : null },
        };
        string json = JsonSerializer.Serialize(spec, s_json.Spec) + "\n";
        string path = Path.Combine(Repository.Root, "tests/Unit/Engine/Specs/Golden", $"{name}.json");
        if (Environment.GetEnvironmentVariable("BERTH_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, json);
        }

        Assert.Equal(File.ReadAllText(path), json);
    }

    [Fact]
    public void Build_OtherUser_HasCapabilitiesWithinReachOnly()
    {
        Process process = SpecBuilder.Build(Input("""{"Cmd":["true"]}""") with { User = new ResolvedUser(5, 6, [6, 7]) }).Process!;

        Assert.Equal(14, process.Capabilities!.Bounding!.Count);
        Assert.Null(process.Capabilities.Effective);
        Assert.Null(process.Capabilities.Permitted);
        Assert.Equal([6u, 7u], process.User!.AdditionalGids);
    }

    [Fact]
    public void Build_NetworkWithoutNamespace_IsAFaultNotTheHosts() =>
        Assert.Throws<ArgumentException>(() => SpecBuilder.Build(Input("""{"Cmd":["true"]}""") with { NetworkNamespacePath = null }));

    [Fact]
    public void Build_IpcOfAnother_JoinsItsNamespaceAndMemory()
    {
        Spec spec = SpecBuilder.Build(Input("""{"Cmd":["true"],"HostConfig":{"IpcMode":"container:x"}}""") with
        {
            IpcNamespacePath = "/proc/7/ns/ipc",
            SharedMemoryPath = "/shm/x",
        });

        Assert.Equal("/proc/7/ns/ipc", Assert.Single(spec.Linux!.Namespaces!, n => n.Type == LinuxNamespaceType.Ipc).Path);
        Assert.Equal("/shm/x", Assert.Single(spec.Mounts!, m => m.Destination == "/dev/shm").Source);
    }

    [Theory]
    [InlineData("container:x")]
    [InlineData("shareable")]
    public void Build_SharedIpcWithoutPaths_IsAFaultNotTheHosts(string mode) => Assert.Throws<ArgumentException>(
        () => SpecBuilder.Build(Input($$$"""{"Cmd":["true"],"HostConfig":{"IpcMode":"{{{mode}}}"}}""")));

    [Theory]
    [InlineData("""["writable-cgroups=true"]""", false)]
    [InlineData("""["writable-cgroups=0"]""", true)]
    [InlineData("null", true)]
    public void Build_WritableCgroups_LeavesOutReadOnly(string options, bool readOnly)
    {
        Spec spec = SpecBuilder.Build(Input($$$"""{"Cmd":["true"],"HostConfig":{"SecurityOpt":{{{options}}}}}"""));

        Assert.Equal(readOnly, Assert.Single(spec.Mounts!, m => m.Destination == "/sys/fs/cgroup").Options!.Contains("ro"));
        Assert.Contains("ro", Assert.Single(spec.Mounts!, m => m.Destination == "/sys").Options!);
    }

    [Theory]
    [InlineData("null", "unconfined", false)]
    [InlineData("""["seccomp=builtin"]""", "unconfined", true)]
    [InlineData("null", "builtin", true)]
    [InlineData("""["seccomp=unconfined"]""", "builtin", false)]
    public void Build_DaemonsSeccompDefault_GivesWayToTheRequest(string options, string daemon, bool filtered)
    {
        SpecInput input = Input($$$"""{"Cmd":["true"],"HostConfig":{"SecurityOpt":{{{options}}}}}""");

        Spec spec = SpecBuilder.Build(input with { DefaultSeccomp = SeccompDefault.Load(daemon, _ => "") });

        Assert.Equal(filtered, spec.Linux!.Seccomp is not null);
    }

    [Fact]
    public void Build_DaemonsSeccompFile_IsThePolicy()
    {
        SpecInput input = Input("""{"Cmd":["true"]}""");

        Spec spec = SpecBuilder.Build(input with { DefaultSeccomp = SeccompDefault.Load("/f", _ => """{"defaultAction":"SCMP_ACT_LOG"}""") });

        Assert.Equal("SCMP_ACT_LOG", spec.Linux!.Seccomp!.DefaultAction);
    }

    [Theory]
    [InlineData(null, false, "docker-default")]
    [InlineData(null, true, "unconfined")]
    [InlineData("mine", true, "mine")]
    [InlineData("unconfined", false, "unconfined")]
    public void Build_AppArmor_IsDockersChoice(string? asked, bool privileged, string expected) =>
        Assert.Equal(expected, AppArmorProfile.Resolve(asked, privileged, ["docker-default"]));

    [Fact]
    public void Build_AppArmorOnAHostWithout_IsNone() => Assert.Equal("", AppArmorProfile.Resolve("mine", false, null));

    [Fact]
    public void Build_Remapped_JoinsAUserNamespaceAndMapsWhatIsTheEngines()
    {
        IReadOnlyList<LinuxIdMapping> maps = [new LinuxIdMapping { ContainerId = 0, HostId = 100000, Size = 65536 }];
        Spec spec = SpecBuilder.Build(Input("""{"Cmd":["true"],"HostConfig":{"Binds":["/h:/h","vol:/v"]}}""") with
        {
            UserNamespacePath = "/userns/x",
            Remap = new IdRemap("a:a", maps, maps),
        });

        Assert.Equal("/userns/x", Assert.Single(spec.Linux!.Namespaces!, n => n.Type == LinuxNamespaceType.User).Path);
        Assert.Equal(maps, spec.Linux.UidMappings);
        Assert.Equal(["/v", "/etc/resolv.conf", "/etc/hostname", "/etc/hosts"], spec.Mounts!.Where(m => m.Options!.Contains("idmap")).Select(m => m.Destination));
        Assert.DoesNotContain("net.ipv4.ping_group_range", spec.Linux.Sysctl!.Keys);
    }

    [Theory]
    [InlineData("""{"Privileged":true}""", "privileged mode is incompatible with user namespaces.  You must run the container in the host namespace when running privileged mode")]
    [InlineData("""{"NetworkMode":"host"}""", "cannot share the host's network namespace when user namespaces are enabled")]
    [InlineData("""{"PidMode":"host"}""", "cannot share the host PID namespace when user namespaces are enabled")]
    public void Validate_WithRemapping_RefusesWhatBelongsToTheHost(string json, string message)
    {
        HostConfig host = JsonSerializer.Deserialize(json, EngineApiJson.Default.HostConfig)!;

        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => UserNamespaceRules.Validate(host, remaps: true)).Message);
        UserNamespaceRules.Validate(host with { UsernsMode = "host" }, remaps: true);
        UserNamespaceRules.Validate(host, remaps: false);
    }

    [Fact]
    public void Build_DeviceThatIsNotThere_SaysSo() => Assert.Equal(
        "error gathering device information while adding custom device \"/nope\": no such file or directory",
        Assert.Throws<InvalidParameterException>(
            () => SpecBuilder.Build(Input("""{"Cmd":["true"],"HostConfig":{"Devices":[{"PathOnHost":"/nope"}]}}"""))).Message);

    [Fact]
    public void Build_MountOverDev_DropsOursBelowIt()
    {
        Spec spec = SpecBuilder.Build(Input("""{"Cmd":["true"],"HostConfig":{"Binds":["/dev:/dev","/h:/etc/hosts"]}}"""));

        Assert.DoesNotContain(spec.Mounts!, m => m.Destination == "/dev/pts");
        Assert.Equal("/h", Assert.Single(spec.Mounts!, m => m.Destination == "/etc/hosts").Source);
    }

    [Theory]
    [InlineData(null, null, "img-entry img-cmd")]
    [InlineData(null, "c", "img-entry c")]
    [InlineData("e", null, "e")]
    [InlineData("e", "c", "e c")]
    [InlineData("", null, "")]
    [InlineData("", "c", "c")]
    public void Merge_EntrypointAndCommand_FollowDockersRules(string? entrypoint, string? command, string expected)
    {
        var image = new ExecutionConfig { Entrypoint = ["img-entry"], Cmd = ["img-cmd"] };
        var request = new ContainerConfig
        {
            Entrypoint = entrypoint is null ? null : [entrypoint],
            Cmd = command is null ? null : [command],
        };

        ContainerConfig merged = ImageDefaults.Merge(request, image);

        Assert.Equal(expected, string.Join(' ', (merged.Entrypoint ?? []).Concat(merged.Cmd ?? [])));
    }

    [Fact]
    public void Merge_EnvironmentLabelsAndUser_LetTheRequestWin()
    {
        var image = new ExecutionConfig
        {
            Env = ["A=image", "B=image"], Labels = new Dictionary<string, string> { ["k"] = "image", ["l"] = "image" },
            User = "image", WorkingDir = "/image", StopSignal = "SIGINT",
        };
        var request = new ContainerConfig { Env = ["A=own"], Labels = new Dictionary<string, string> { ["k"] = "own" }, User = "own" };

        ContainerConfig merged = ImageDefaults.Merge(request, image);

        Assert.Equal(["A=own", "B=image"], merged.Env);
        Assert.Equal("own", merged.Labels!["k"]);
        Assert.Equal("image", merged.Labels["l"]);
        Assert.Equal(("own", "/image", "SIGINT"), (merged.User, merged.WorkingDir, merged.StopSignal));
    }

    [Fact]
    public void Exec_Request_ChangesTheContainersProcess()
    {
        SpecInput input = Input("""{"Cmd":["sleep"],"Env":["A=1","B=2"],"WorkingDir":"/w"}""");
        var request = new ExecCreateRequest { Cmd = ["sh"], Tty = true, Env = ["A=3", "B"], Privileged = true, ConsoleSize = [24, 80] };

        Process process = ExecProcessBuilder.Build(request, input.Config, input.HostConfig, input.User, SampleHost.Facts);

        Assert.Equal(["sh"], process.Args);
        Assert.Equal([ContainerPath, "HOSTNAME=65d5708b8d14", "TERM=xterm", "A=3"], process.Env);
        Assert.Equal("/w", process.Cwd);
        Assert.Equal(41, process.Capabilities!.Effective!.Count);
        Assert.Equal(24u, process.ConsoleSize!.Height);
    }

    [Theory]
    [InlineData("""{"Cmd":[]}""", "no exec command specified")]
    [InlineData("""{"Cmd":["x"],"WorkingDir":"rel"}""", "Cwd must be an absolute path")]
    [InlineData("""{"Cmd":["x"],"Env":["=1"]}""", "invalid environment variable: =1")]
    public void Exec_WrongRequest_IsRefused(string json, string message) => Assert.Equal(
        message,
        Assert.Throws<InvalidParameterException>(
            () => ExecProcessBuilder.Validate(JsonSerializer.Deserialize(json, EngineApiJson.Default.ExecCreateRequest)!)).Message);

    private const string ContainerPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static SpecInput Input(string json)
    {
        CreateContainerRequest request = JsonSerializer.Deserialize(json, EngineApiJson.Default.CreateContainerRequest)!;
        HostConfig host = RequestDefaults.Complete(request.HostConfig ?? new HostConfig(), SampleHost.Facts, new DaemonOptions());
        ContainerConfig config = RequestDefaults.Complete(ImageDefaults.Merge(request, null), host, Id, SampleHost.Facts);
        return new SpecInput
        {
            ContainerId = Id,
            Config = config,
            HostConfig = host,
            Host = SampleHost.Facts,
            RootfsPath = "/rootfs",
            User = new ResolvedUser(0, 0, [0]),
            Mounts = MountPlanner.Plan(config, host),
            HostnamePath = "/c/hostname",
            HostsPath = "/c/hosts",
            ResolvConfPath = "/c/resolv.conf",
            NetworkNamespacePath = host.NetworkMode is "bridge" ? "/netns" : null,
            Devices = SampleHost.Devices,
        };
    }
}
