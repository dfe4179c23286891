using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Validation;
using Berth.Unit.Runtime.Plan;
using Xunit;
using static Berth.Unit.Runtime.Plan.PlanFixture;

namespace Berth.Unit.Runtime.Validation;

/// <summary>Maps, offsets and mapped mounts that no kernel would take, or that mean nothing.</summary>
public sealed class UserNamespaceValidatorTests
{
    private const string NoNamespace = "needs a user namespace";

    public static TheoryData<string, string> Refused => new()
    {
        { "maps alone", $"linux.uidMappings: {NoNamespace}" },
        { "no gid maps", "linux.gidMappings: is required for a new user namespace" },
        { "no mounts", "linux.namespaces: a new user namespace has no power over the runtime's mounts" },
        { "size 0", "linux.uidMappings[0].size: is 0" },
        { "beyond", "linux.uidMappings[0].hostID: goes over the last ID" },
        { "overlap", "linux.uidMappings[1].containerID: overlaps with linux.uidMappings[0]" },
        { "host overlap", "linux.uidMappings[1].hostID: overlaps with linux.uidMappings[0]" },
        { "no root", "linux.uidMappings: container ID 0 is not mapped" },
        { "user", "process.user.uid: 70000 is not mapped in the user namespace" },
        { "group", "process.user.gid: 70000 is not mapped in the user namespace" },
        { "groups", "process.user.additionalGids[1]: 70000 is not mapped in the user namespace" },
        { "mount option", "mounts[0].options: gid=70000 is not mapped in the user namespace" },
        { "offsets alone", "linux.timeOffsets: needs a time namespace" },
        { "offsets joined", "linux.timeOffsets: a time namespace that is joined has its offsets already" },
        { "clock", "linux.timeOffsets[realtime]: is not a clock that can be set: monotonic, boottime" },
        { "nanoseconds", "linux.timeOffsets[boottime].nanosecs: is a second or more" },
        { "idmap without maps", "mounts[0].options: idmap without uidMappings takes those of the container, which has no user namespace" },
        { "idmap of tmpfs", "mounts[0].options: id-mapped mounts are only supported for bind mounts" },
        { "idmap without gids", "mounts[0].gidMappings: is required with uidMappings" },
        { "idmap size 0", "mounts[0].uidMappings[0].size: is 0" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Validate_WhatCannotBe_IsRefusedByPath(string which, string message)
    {
        RuntimeException error = Assert.Throws<RuntimeException>(() => SpecValidator.Validate(Change(which), appArmor: false));

        Assert.Equal($"invalid configuration: {message}", error.Message);
    }

    [Fact]
    public void Validate_MappedContainer_IsAccepted() => SpecValidator.Validate(Remapped(), appArmor: false);

    [Fact]
    public void RequirePossible_UserWithoutUserNamespace_IsRefused()
    {
        RuntimeException error = Assert.Throws<RuntimeException>(
            () => UserNamespaceValidator.RequirePossible(PlanFixture.Minimal, privileged: false));

        Assert.Contains("rootless container requires user namespaces", error.Message, StringComparison.Ordinal);
    }

    private static Spec Change(string which) => which switch
    {
        "maps alone" => WithLinux(PlanFixture.Minimal, l => l with { UidMappings = [Map(0, 1, 1)] }),
        "no gid maps" => WithLinux(Remapped(), l => l with { GidMappings = null }),
        "no mounts" => WithLinux(Remapped(), l => l with { Namespaces = [Namespace("user")] }),
        "size 0" => WithUsers(Map(0, 1, 0)),
        "beyond" => WithUsers(Map(0, 2, uint.MaxValue)),
        "overlap" => WithUsers(Map(0, 1, 10), Map(9, 100, 1)),
        "host overlap" => WithUsers(Map(0, 1, 10), Map(10, 10, 1)),
        "no root" => WithUsers(Map(1, 1, 10)),
        "user" => WithUser(new User { Uid = 70_000 }),
        "group" => WithUser(new User { Gid = 70_000 }),
        "groups" => WithUser(new User { AdditionalGids = [1, 70_000] }),
        "mount option" => Remapped() with { Mounts = [Mount("/a", "tmpfs", "a", "gid=70000")] },
        "offsets alone" => WithLinux(PlanFixture.Minimal, l => l with { TimeOffsets = Offset("boottime", 0) }),
        "offsets joined" => WithLinux(PlanFixture.Minimal, l => l with
        {
            Namespaces = [Namespace("mount"), Namespace("time", "/proc/1/ns/time")], TimeOffsets = Offset("boottime", 0),
        }),
        "clock" => WithTime("realtime", 0),
        "nanoseconds" => WithTime("boottime", 1_000_000_000),
        "idmap without maps" => PlanFixture.Minimal with { Mounts = [Mount("/a", "bind", "/b", "bind", "idmap")] },
        "idmap of tmpfs" => Remapped() with { Mounts = [Mount("/a", "tmpfs", "b", "idmap")] },
        "idmap without gids" => PlanFixture.Minimal with
        {
            Mounts = [Mount("/a", "bind", "/b", "bind") with { UidMappings = [Map(0, 1, 1)] }],
        },
        _ => PlanFixture.Minimal with
        {
            Mounts = [Mount("/a", "bind", "/b", "bind") with { UidMappings = [Map(0, 1, 0)], GidMappings = [Map(0, 1, 1)] }],
        },
    };

    private static LinuxIdMapping Map(uint container, uint host, uint size) => new() { ContainerId = container, HostId = host, Size = size };

    private static Dictionary<string, LinuxTimeOffset> Offset(string clock, uint nanoseconds) =>
        new() { [clock] = new LinuxTimeOffset { Secs = 1, Nanosecs = nanoseconds } };

    private static Spec WithLinux(Spec spec, Func<LinuxSettings, LinuxSettings> change) => spec with { Linux = change(spec.Linux!) };

    private static Spec WithUsers(params LinuxIdMapping[] maps) => WithLinux(Remapped(), l => l with { UidMappings = maps });

    private static Spec WithUser(User user) => Remapped() with { Process = PlanFixture.Minimal.Process! with { User = user } };

    private static Spec WithTime(string clock, uint nanoseconds) => WithLinux(PlanFixture.Minimal, l => l with
    {
        Namespaces = [Namespace("mount"), Namespace("time")], TimeOffsets = Offset(clock, nanoseconds),
    });
}
