using Berth.Oci.Runtime;
using Berth.Runtime.Plan;
using Xunit;
using static Berth.Unit.Runtime.Plan.PlanFixture;

namespace Berth.Unit.Runtime.Plan;

/// <summary>Plans with user and time namespaces, ID-mapped mounts, and namespaces that are joined or left.</summary>
public sealed class UserNamespacePlanTests
{
    [Fact]
    public void NewUserNamespace() => PlanGoldenTests.Compare("user-namespace", Compile(
        Remapped(Namespace("pid"), Namespace("network"), Namespace("cgroup")) with
        {
            Process = PlanFixture.Minimal.Process! with
            {
                User = new User { Uid = 5, Gid = 6 },
                OomScoreAdj = -500,
                Rlimits = [new Rlimit { Type = "RLIMIT_NOFILE", Soft = 1024, Hard = 4096 }],
                Capabilities = PlanFixture.Capabilities,
            },
            Mounts = [Mount("/proc", "proc", "proc"), Mount("/data", "bind", "data", "rbind", "ro"), Mount("/one", "bind", "/srv/one", "bind")],
        }));

    [Fact]
    public void NewUserNamespaceOfAUser() => PlanGoldenTests.Compare("user-namespace-rootless", Compile(
        Remapped(Namespace("pid")) with { Mounts = [Mount("/data", "bind", "/srv/data", "rbind")] }, null, Unprivileged));

    [Fact]
    public void NewUserNamespaceThatJoinsOthers() => PlanGoldenTests.Compare("user-namespace-joins", Compile(
        Remapped(Namespace("pid", "/proc/42/ns/pid"), Namespace("network", "/run/netns/a"), Namespace("ipc"))));

    [Fact]
    public void JoinedUserNamespace() => PlanGoldenTests.Compare("user-namespace-joined", Compile(Joined));

    [Fact]
    public void JoinedUserNamespaceOfAUser() => PlanGoldenTests.Compare("user-namespace-joined-rootless", Compile(Joined, null, Unprivileged));

    [Fact]
    public void NewTimeNamespace() => PlanGoldenTests.Compare("time-namespace", Compile(PlanFixture.Minimal with
    {
        Linux = PlanFixture.Minimal.Linux! with
        {
            Namespaces = [Namespace("mount"), Namespace("time")],
            TimeOffsets = new Dictionary<string, LinuxTimeOffset>
            {
                ["monotonic"] = new() { Secs = -10, Nanosecs = 7 }, ["boottime"] = new() { Secs = 86_400 },
            },
        },
    }));

    [Fact]
    public void PidNamespaceThatTheParentCannotLeave() => PlanGoldenTests.Compare("kept-pid-namespace", Compile(PlanFixture.Minimal with
    {
        Linux = PlanFixture.Minimal.Linux! with { Namespaces = [Namespace("mount"), Namespace("pid", "/proc/42/ns/pid"), Namespace("ipc")] },
    }, null, Kept));

    [Fact]
    public void IdMappedMounts() => PlanGoldenTests.Compare("idmap", Compile(PlanFixture.Minimal with
    {
        Mounts =
        [
            Mount("/plain", "bind", "/srv/plain", "rbind"),
            Mount("/data", "bind", "data", "rbind", "ridmap") with
            {
                UidMappings = [new LinuxIdMapping { HostId = 1000, Size = 1 }],
                GidMappings = [new LinuxIdMapping { HostId = 1001, Size = 2 }],
            },
        ],
    }));

    [Fact]
    public void MountNamespaceOfTheHost() => PlanGoldenTests.Compare("no-mount-namespace", Compile(PlanFixture.Minimal with
    {
        Mounts = [Mount("/proc", "proc", "proc")],
        Linux = PlanFixture.Minimal.Linux! with { Namespaces = [] },
    }));

    private static Spec Joined => PlanFixture.Minimal with
    {
        Linux = PlanFixture.Minimal.Linux! with
        {
            Namespaces =
            [
                Namespace("user", "/proc/42/ns/user"), Namespace("mount"), Namespace("pid", "/proc/42/ns/pid"),
                Namespace("network", "/proc/42/ns/net"), Namespace("ipc"),
            ],
        },
    };

    private static PlanInput Unprivileged(PlanInput input) => input with { Facts = input.Facts with { Privileged = false } };

    private static PlanInput Kept(PlanInput input) => input with { Facts = input.Facts with { KeepsPidNamespace = true } };
}
