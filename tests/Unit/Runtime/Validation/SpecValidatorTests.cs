using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Validation;
using Berth.Unit.Runtime.Plan;
using Xunit;

namespace Berth.Unit.Runtime.Validation;

/// <summary>What is refused, and by which words.</summary>
public sealed class SpecValidatorTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "version", "ociVersion: '2.0.0' is not a 1.x version" },
        { "args", "process.args: is required" },
        { "cwd", "process.cwd: 'tmp' is not absolute" },
        { "hook", "hooks.startContainer[0].path: 'true' is not absolute" },
        { "user namespace", "linux.uidMappings: is required for a new user namespace" },
        { "twice", "linux.namespaces[1].type: mount is there twice" },
        { "hostname", "hostname: unable to set hostname without a private UTS namespace" },
        { "sysctl of the host", "linux.sysctl[vm.swappiness]: is not in a separate kernel namespace" },
        { "sysctl without namespace", "linux.sysctl[net.ipv4.ip_forward]: needs a network namespace of the container's own" },
        { "idmap", "mounts[0].gidMappings: is required with uidMappings" },
        { "rlimit", "process.rlimits[0].type: unknown limit 'RLIMIT_NOPE'" },
        { "windows", "windows: is not supported yet" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Validate_WhatIsNotCarriedOut_IsRefusedByPath(string which, string message)
    {
        Spec spec = Change(PlanFixture.Minimal, which);

        RuntimeException error = Assert.Throws<RuntimeException>(() => SpecValidator.Validate(spec, appArmor: false));
        Assert.Equal($"invalid configuration: {message}", error.Message);
    }

    [Fact]
    public void Validate_MinimalSpec_IsAccepted() => SpecValidator.Validate(PlanFixture.Minimal, appArmor: false);

    [Fact]
    public void Validate_OptionOfAFileSystemOnABind_IsAccepted() => SpecValidator.Validate(
        PlanFixture.Minimal with { Mounts = [PlanFixture.Mount("/a", "bind", "/b", "bind", "size=1")] }, appArmor: false);

    private static Spec Change(Spec spec, string which) => which switch
    {
        "version" => spec with { OciVersion = "2.0.0" },
        "args" => spec with { Process = spec.Process! with { Args = [] } },
        "cwd" => spec with { Process = spec.Process! with { Cwd = "tmp" } },
        "hook" => spec with { Hooks = new Hooks { StartContainer = [new Hook { Path = "true" }] } },
        "user namespace" => WithNamespaces(spec, "user", "mount"),
        "twice" => WithNamespaces(spec, "mount", "mount"),
        "hostname" => spec with { Hostname = "box" },
        "sysctl of the host" => WithSysctl(spec, "vm.swappiness"),
        "sysctl without namespace" => WithSysctl(spec, "net.ipv4.ip_forward"),
        "idmap" => spec with { Mounts = [PlanFixture.Mount("/a", "bind", "/b", "bind") with { UidMappings = [new LinuxIdMapping()] }] },
        "rlimit" => spec with { Process = spec.Process! with { Rlimits = [new Rlimit { Type = "RLIMIT_NOPE" }] } },
        _ => spec with { Windows = System.Text.Json.JsonDocument.Parse("{}").RootElement },
    };

    private static Spec WithNamespaces(Spec spec, params string[] types) =>
        spec with { Linux = spec.Linux! with { Namespaces = [.. types.Select(t => PlanFixture.Namespace(t))] } };

    private static Spec WithSysctl(Spec spec, string name) =>
        spec with { Linux = spec.Linux! with { Sysctl = new Dictionary<string, string> { [name] = "1" } } };
}
