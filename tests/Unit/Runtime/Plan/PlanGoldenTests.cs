using Berth.Oci.Runtime;
using Berth.Runtime.Plan;
using Berth.Unit.Architecture;
using Xunit;
using static Berth.Unit.Runtime.Plan.PlanFixture;

namespace Berth.Unit.Runtime.Plan;

/// <summary>
/// Whole plans, each compared with the text in Golden/NAME.plan. BERTH_ACCEPT=1 writes the texts anew: read the diff before it is committed.
/// </summary>
public sealed class PlanGoldenTests
{
    private static readonly string s_directory = Path.Combine(Repository.Root, "tests/Unit/Runtime/Plan/Golden");

    [Fact]
    public void Minimal() => Compare("minimal", Compile(PlanFixture.Minimal));

    [Fact]
    public void AwaitsStart() => Compare("awaits-start", Compile(PlanFixture.Minimal, null, i => i with { StartGate = 7 }));

    [Fact]
    public void Init() => Compare("init", Compile(PlanFixture.Minimal with
    {
        Annotations = new Dictionary<string, string> { [SpecAnnotations.Init] = "true" },
    }));

    [Fact]
    public void StandardMounts() => Compare("standard-mounts", Compile(PlanFixture.Minimal with
    {
        Mounts =
        [
            Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
            Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
        ],
    }));

    [Fact]
    public void BindMounts() => Compare("bind-mounts", Compile(PlanFixture.Minimal with
    {
        Mounts =
        [
            Mount("/data", "bind", "/srv/data", "rbind", "rprivate"),
            Mount("/etc/hosts", "bind", "hosts", "rbind", "ro", "rprivate"),
            Mount("/tree", "none", "/srv/tree", "rbind", "rro", "nosuid", "rslave"),
        ],
    }));

    [Fact]
    public void Namespaces() => Compare("namespaces", Compile(PlanFixture.Minimal with
    {
        Hostname = "box",
        Domainname = "example.org",
        Linux = PlanFixture.Minimal.Linux! with
        {
            Namespaces =
            [
                Namespace("mount"), Namespace("pid", "/proc/42/ns/pid"), Namespace("uts"), Namespace("ipc", "/proc/42/ns/ipc"),
                Namespace("network", "/run/berth/netns/c1"), Namespace("cgroup"),
            ],
        },
    }));

    [Fact]
    public void NewNetwork() => Compare("new-network", Compile(PlanFixture.Minimal with
    {
        Linux = PlanFixture.Minimal.Linux! with
        {
            Namespaces = [Namespace("mount"), Namespace("network")],
            Sysctl = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1", ["net/ipv4/conf/eth0.1/forwarding"] = "0" },
        },
    }));

    [Fact]
    public void HooksOfTheChild() => Compare("hooks-of-the-child", Compile(PlanFixture.Minimal with
    {
        Hooks = new Hooks
        {
            Prestart = [new Hook { Path = "/usr/bin/pre" }],
            CreateContainer = [new Hook { Path = "/usr/bin/cc", Args = ["cc", "a"] }, new Hook { Path = "/usr/bin/cc2", Timeout = 5 }],
            StartContainer = [new Hook { Path = "/sbin/ldconfig" }],
        },
    }));

    [Fact]
    public void User() => Compare("user", Compile(PlanFixture.Minimal with
    {
        Process = PlanFixture.Minimal.Process! with
        {
            User = new User { Uid = 1000, Gid = 100, AdditionalGids = [10, 20], Umask = 0x17 },
            Cwd = "/home/me",
            Env = ["PATH=/bin", "A=1", "HOME=", "A=2"],
            Capabilities = PlanFixture.Capabilities with { Inheritable = ["CAP_KILL"], Ambient = ["CAP_KILL"] },
            Rlimits = [new Rlimit { Type = "RLIMIT_NOFILE", Soft = 1024, Hard = 4096 }],
            OomScoreAdj = 500,
        },
    }));

    [Fact]
    public void Scheduling() => Compare("scheduling", Compile(PlanFixture.Minimal with
    {
        Process = PlanFixture.Minimal.Process! with
        {
            Scheduler = new Scheduler
            {
                Policy = "SCHED_DEADLINE", Flags = ["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_DL_OVERRUN"], Runtime = 1, Deadline = 2, Period = 3,
            },
            IoPriority = new IoPriority { Class = "IOPRIO_CLASS_IDLE", Priority = 4 },
            ExecCpuAffinity = new ExecCpuAffinity { Initial = "0", Final = "1" },
        },
        Linux = PlanFixture.Minimal.Linux! with
        {
            Personality = new LinuxPersonality { Domain = "LINUX32" },
            MemoryPolicy = new LinuxMemoryPolicy { Mode = "MPOL_INTERLEAVE", Nodes = "0-1", Flags = ["MPOL_F_STATIC_NODES"] },
        },
    }));

    [Fact]
    public void FilterWithNewPrivileges() => Compare("filter", Compile(PlanFixture.Minimal, null, i => i with { Seccomp = Filter }));

    [Fact]
    public void FilterWithoutNewPrivileges() => Compare("filter-no-new-privileges", Compile(
        PlanFixture.Minimal with { Process = PlanFixture.Minimal.Process! with { NoNewPrivileges = true } },
        null,
        i => i with { Seccomp = Filter, StartGate = -1 }));

    [Fact]
    public void FilterThatAsksAnAgent() => Compare("filter-agent", Compile(
        PlanFixture.Minimal with { Process = PlanFixture.Minimal.Process! with { NoNewPrivileges = true } },
        null,
        i => i with { Seccomp = Filter with { Flags = Berth.Linux.Sys.SECCOMP_FILTER_FLAG_NEW_LISTENER }, StartGate = 7 }));

    [Fact]
    public void NetworkDevices() => Compare("network-devices", Compile(PlanFixture.Minimal with
    {
        Linux = PlanFixture.Minimal.Linux! with
        {
            Namespaces = [Namespace("mount"), Namespace("network")],
            NetDevices = new Dictionary<string, LinuxNetDevice> { ["eth1"] = new LinuxNetDevice { Name = "lan" } },
        },
    }));

    [Fact]
    public void Terminal() => Compare("terminal", Compile(PlanFixture.Minimal with
    {
        Process = PlanFixture.Minimal.Process! with { Terminal = true, ConsoleSize = new ConsoleSize { Height = 24, Width = 80 } },
        Mounts = [Mount("/dev", "tmpfs", "tmpfs"), Mount("/dev/pts", "devpts", "devpts", "newinstance")],
    }));

    [Fact]
    public void Protected() => Compare("protected", Compile(PlanFixture.Minimal with
    {
        Root = new Root { Path = "/srv/root/", Readonly = true },
        Linux = PlanFixture.Minimal.Linux! with
        {
            MaskedPaths = ["/proc/kcore", "/sys/firmware"],
            ReadonlyPaths = ["/proc/sys", "/proc/bus"],
            RootfsPropagation = "private",
        },
    }));

    [Fact]
    public void Devices() => Compare("devices", Compile(PlanFixture.Minimal with
    {
        Linux = PlanFixture.Minimal.Linux! with
        {
            Devices =
            [
                new LinuxDevice { Path = "/dev/fuse", Type = "c", Major = 10, Minor = 229, FileMode = 0x180, Uid = 1, Gid = 2 },
                new LinuxDevice { Path = "/dev/vda", Type = "b", Major = 254, Minor = 300 },
                new LinuxDevice { Path = "/dev/null", Type = "c", Major = 1, Minor = 3, FileMode = 0x124 },
                new LinuxDevice { Path = "/run/pipe", Type = "p" },
            ],
        },
    }));

    [Fact]
    public void CgroupMountOnV1() => Compare("cgroup-v1", Compile(PlanFixture.Minimal with
    {
        Mounts = [Mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid")],
    }));

    [Fact]
    public void CgroupMountOnV2() => Compare("cgroup-v2", Compile(
        PlanFixture.Minimal with
        {
            Mounts = [Mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid")],
            Linux = PlanFixture.Minimal.Linux! with { Namespaces = [Namespace("mount"), Namespace("cgroup")] },
        },
        Unified));

    [Fact]
    public void SharedMounts() => Compare("shared-mounts", Compile(
        PlanFixture.Minimal with
        {
            Mounts = [Mount("/data", "bind", "/srv/data", "rbind", "rshared")],
            Linux = PlanFixture.Minimal.Linux! with { RootfsPropagation = "rshared" },
        },
        null,
        i => i with { Facts = i.Facts with { RootParentMount = "/bundle" } }));

    [Fact]
    public void Hooks() => Compare("hooks", Compile(PlanFixture.Minimal with
    {
        Hooks = new Hooks { Prestart = [new Hook { Path = "/bin/true" }], Poststop = [new Hook { Path = "/bin/true" }] },
    }));

    private static SeccompProgram Filter => new(new byte[24], 0);

    internal static void Compare(string name, InitPlan plan)
    {
        string path = Path.Combine(s_directory, $"{name}.plan");
        if (Environment.GetEnvironmentVariable("BERTH_ACCEPT") == "1")
        {
            File.WriteAllText(path, plan.ToText());
        }

        Assert.Equal(File.ReadAllText(path), plan.ToText());
    }
}
