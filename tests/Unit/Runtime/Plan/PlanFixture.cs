using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Plan;
using Berth.Runtime.Validation;

namespace Berth.Unit.Runtime.Plan;

/// <summary>A small container on a host whose facts never change.</summary>
internal static class PlanFixture
{
    private static readonly string[] s_capabilities = ["CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

    public static Spec Minimal => new()
    {
        OciVersion = "1.3.0",
        Process = new Process { Args = ["sh"], Cwd = "/", Env = ["PATH=/usr/bin:/bin"] },
        Root = new Root { Path = "rootfs" },
        Linux = new LinuxSettings { Namespaces = [Namespace("mount"), Namespace("pid")], CgroupsPath = "/berth/c1" },
    };

    public static LinuxCapabilities Capabilities =>
        new() { Bounding = s_capabilities, Effective = s_capabilities, Permitted = s_capabilities };

    public static CgroupLayout Hybrid => new(
        [
            new CgroupHierarchy(["memory"], "/sys/fs/cgroup/memory", "/", "/"),
            new CgroupHierarchy(["cpu", "cpuacct"], "/sys/fs/cgroup/cpu,cpuacct", "/", "/"),
            new CgroupHierarchy(["devices"], "/sys/fs/cgroup/devices", "/", "/"),
        ],
        new CgroupHierarchy([], "/sys/fs/cgroup/unified", "/", "/"));

    public static CgroupLayout Unified => new([], new CgroupHierarchy([], "/sys/fs/cgroup", "/", "/"));

    /// <summary>A container with a user namespace of its own, as an engine that remaps users makes it.</summary>
    public static Spec Remapped(params LinuxNamespace[] namespaces) => Minimal with
    {
        Linux = Minimal.Linux! with
        {
            Namespaces = [Namespace("mount"), Namespace("user"), .. namespaces],
            UidMappings = [new LinuxIdMapping { HostId = 100_000, Size = 65_536 }],
            GidMappings = [new LinuxIdMapping { HostId = 200_000, Size = 65_536 }],
        },
    };

    public static LinuxNamespace Namespace(string type, string? path = null) => new() { Type = type, Path = path };

    public static Mount Mount(string destination, string type, string source, params string[] options) =>
        new() { Destination = destination, Type = type, Source = source, Options = options };

    /// <summary>Validates and compiles, as <c>create</c> does.</summary>
    public static InitPlan Compile(Spec spec, CgroupLayout? layout = null, Func<PlanInput, PlanInput>? change = null)
    {
        SpecValidator.Validate(spec, appArmor: true);
        CgroupLayout cgroups = layout ?? Hybrid;
        var input = new PlanInput
        {
            Id = "c1",
            Bundle = "/bundle",
            Spec = spec,
            Facts = new HostFacts { Capabilities = 0x1ffffffffff, LastCapability = 40, Home = "/root", Kcore = true, Cgroups = cgroups },
            Cgroup = CgroupPaths.Of(cgroups, spec.Linux!.CgroupsPath, "c1"),
        };
        return PlanCompiler.Compile(change is null ? input : change(input));
    }
}
