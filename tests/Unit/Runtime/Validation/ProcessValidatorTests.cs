using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Validation;
using Berth.Unit.Runtime.Plan;
using Xunit;

namespace Berth.Unit.Runtime.Validation;

/// <summary>What a process, and what decides when and where it runs, may not say.</summary>
public sealed class ProcessValidatorTests
{
    public static TheoryData<string, string> Processes => new()
    {
        { """{"commandLine":"a b"}""", "commandLine: is for Windows only" },
        { """{"user":{"username":"me"}}""", "user.username: is for Windows only" },
        { """{"user":{"uid":4294967295}}""", "user.uid: is not 0 … 4294967294" },
        { """{"user":{"gid":4294967295}}""", "user.gid: is not 0 … 4294967294" },
        { """{"user":{"umask":512}}""", "user.umask: is not 0 … 511 (octal 777)" },
        { """{"user":{"additionalGids":[1,4294967295]}}""", "user.additionalGids[1]: is not 0 … 4294967294" },
        { """{"scheduler":{}}""", "scheduler.policy: is required" },
        { """{"scheduler":{"policy":"SCHED_BEST"}}""", "scheduler.policy: unknown policy 'SCHED_BEST'" },
        { """{"scheduler":{"policy":"SCHED_OTHER","nice":20}}""", "scheduler.nice: is not -20 … 19" },
        { """{"scheduler":{"policy":"SCHED_FIFO","priority":1,"nice":1}}""", "scheduler.nice: has no meaning for SCHED_FIFO" },
        {
            """{"scheduler":{"policy":"SCHED_BATCH","priority":1}}""",
            "scheduler.priority: can only be specified for SCHED_FIFO or SCHED_RR policy"
        },
        { """{"scheduler":{"policy":"SCHED_RR"}}""", "scheduler.priority: is not 1 … 99" },
        { """{"scheduler":{"policy":"SCHED_RR","priority":100}}""", "scheduler.priority: is not 1 … 99" },
        {
            """{"scheduler":{"policy":"SCHED_OTHER","period":1}}""",
            "scheduler: runtime/deadline/period can only be specified for SCHED_DEADLINE policy"
        },
        { """{"scheduler":{"policy":"SCHED_OTHER","flags":["SCHED_FLAG_X"]}}""", "scheduler.flags: unknown flag 'SCHED_FLAG_X'" },
        { """{"ioPriority":{"class":"IOPRIO_CLASS_NONE"}}""", "ioPriority.class: unknown class 'IOPRIO_CLASS_NONE'" },
        { """{"ioPriority":{"class":"IOPRIO_CLASS_BE","priority":8}}""", "ioPriority.priority: is not 0 … 7" },
        { """{"execCPUAffinity":{"initial":"0-x"}}""", "execCPUAffinity.initial: '0-x' is neither a number nor a range" },
        { """{"execCPUAffinity":{"final":"70000"}}""", "execCPUAffinity.final: 70000 is over 65535" },
        { """{"execCPUAffinity":{"final":","}}""", "execCPUAffinity.final: no members found in set ','" },
        { """{"selinuxLabel":"system_u:system_r:svirt_lxc_net_t:s0"}""", "selinuxLabel: is not supported yet" },
        { """{"apparmorProfile":"docker-default"}""", "apparmorProfile: AppArmor is not enabled on this host" },
    };

    public static TheoryData<string, string> LinuxSections => new()
    {
        { """{"personality":{}}""", "personality.domain: unknown domain ''" },
        { """{"personality":{"domain":"BSD"}}""", "personality.domain: unknown domain 'BSD'" },
        { """{"personality":{"domain":"LINUX","flags":["X"]}}""", "personality.flags: the specification knows no flags yet" },
        { """{"memoryPolicy":{"mode":"MPOL_X"}}""", "memoryPolicy.mode: unknown mode 'MPOL_X'" },
        { """{"memoryPolicy":{"mode":"MPOL_BIND"}}""", "memoryPolicy.nodes: MPOL_BIND requires at least one node but got 0" },
        { """{"memoryPolicy":{"mode":"MPOL_LOCAL","nodes":"0-1"}}""", "memoryPolicy.nodes: MPOL_LOCAL requires 0 nodes but got 2" },
        { """{"memoryPolicy":{"mode":"MPOL_BIND","nodes":"1024"}}""", "memoryPolicy.nodes: 1024 is over 1023" },
        { """{"memoryPolicy":{"mode":"MPOL_BIND","nodes":"0","flags":["MPOL_F"]}}""", "memoryPolicy.flags: unknown flag 'MPOL_F'" },
        { """{"netDevices":{"eth0":{}}}""", "netDevices: unable to move network devices without a NET namespace" },
        { """{"intelRdt":{}}""", "intelRdt: Intel RDT (resctrl) is not supported" },
    };

    [Theory]
    [MemberData(nameof(Processes))]
    public void Validate_ProcessThatCannotBe_IsRefusedByPath(string json, string message)
    {
        Process given = System.Text.Json.JsonSerializer.Deserialize(json, RuntimeSpecJson.Default.Process)! with { Args = ["sh"], Cwd = "/" };

        RuntimeException error = Assert.Throws<RuntimeException>(() => SpecValidator.Validate(PlanFixture.Minimal with { Process = given }, false));
        Assert.Equal($"invalid configuration: process.{message}", error.Message);
    }

    [Theory]
    [MemberData(nameof(LinuxSections))]
    public void Validate_LinuxSectionThatCannotBe_IsRefusedByPath(string json, string message)
    {
        Spec spec = System.Text.Json.JsonSerializer.Deserialize($$"""{"linux":{{json}}}""", RuntimeSpecJson.Default.Spec)!;
        LinuxSettings given = spec.Linux! with { Namespaces = PlanFixture.Minimal.Linux!.Namespaces };

        RuntimeException error = Assert.Throws<RuntimeException>(() => SpecValidator.Validate(PlanFixture.Minimal with { Linux = given }, false));
        Assert.Equal($"invalid configuration: linux.{message}", error.Message);
    }
}
