using System.Text.Json;
using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Seccomp;
using Berth.Runtime.Validation;
using Berth.Unit.Runtime.Plan;
using Xunit;

namespace Berth.Unit.Runtime.Validation;

public sealed class SeccompValidatorTests
{
    private const string Notified = "\"syscalls\":[{\"names\":[\"mount\"],\"action\":\"SCMP_ACT_NOTIFY\"}]";

    public static TheoryData<string, string> Refused => new()
    {
        { """{"syscalls":[{"names":["read"],"action":"SCMP_ACT_ALLOW"}]}""", "defaultAction: unknown action ''" },
        { """{"defaultAction":"SCMP_ACT_HUG"}""", "defaultAction: unknown action 'SCMP_ACT_HUG'" },
        { """{"defaultAction":"SCMP_ACT_NOTIFY"}""", "defaultAction: SCMP_ACT_NOTIFY cannot be used as default action" },
        { """{"defaultAction":"SCMP_ACT_ALLOW","defaultErrnoRet":1}""", "defaultErrnoRet: SCMP_ACT_ALLOW takes no errno" },
        { """{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":4096}""", "defaultErrnoRet: is over 4095" },
        { """{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_PDP11"]}""", "architectures: unknown architecture 'SCMP_ARCH_PDP11'" },
        { """{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_M68K"]}""", "architectures: unknown architecture 'SCMP_ARCH_M68K'" },
        { """{"defaultAction":"SCMP_ACT_ALLOW","flags":["SECCOMP_FILTER_FLAG_NEW_LISTENER"]}""", "flags: unknown flag 'SECCOMP_FILTER_FLAG_NEW_LISTENER'" },
        { """{"defaultAction":"SCMP_ACT_ALLOW","listenerMetadata":"m"}""", "listenerMetadata: must not be set without listenerPath" },
        { $$"""{"defaultAction":"SCMP_ACT_ALLOW",{{Notified}}}""", "listenerPath: seccomp listenerPath is not set, but SCMP_ACT_NOTIFY is used" },
        {
            """{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"/a","syscalls":[{"names":["read","write"],"action":"SCMP_ACT_NOTIFY"}]}""",
            "syscalls[0].action: SCMP_ACT_NOTIFY cannot be used for the write syscall"
        },
        { """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"action":"SCMP_ACT_LOG"}]}""", "syscalls[0].names: is empty" },
        { """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_LOG","errnoRet":1}]}""", "syscalls[0].errnoRet: SCMP_ACT_LOG takes no errno" },
        {
            """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_LOG","args":[{"index":6,"op":"SCMP_CMP_EQ"}]}]}""",
            "syscalls[0].args: there is no argument 6"
        },
        {
            """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_LOG","args":[{"index":0,"op":"SCMP_CMP_IS"}]}]}""",
            "syscalls[0].args: unknown comparison 'SCMP_CMP_IS'"
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Validate_FilterThatCannotBe_IsRefusedByPath(string json, string message)
    {
        RuntimeException error = Assert.Throws<RuntimeException>(() => Validate(json));
        Assert.Equal($"invalid configuration: linux.seccomp.{message}", error.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"/nobody/listens"}""")]
    [InlineData("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"listenerPath\":\"/a\",\"listenerMetadata\":\"m\"," + Notified + "}")]
    public void Validate_FilterThatCanBe_IsAccepted(string json) => Validate(json);

    [Fact]
    public void Of_EmptySection_IsNoFilter() => Assert.Null(SeccompRules.Of(new LinuxSettings { Seccomp = new LinuxSeccomp() }));

    private static void Validate(string json)
    {
        LinuxSeccomp filter = JsonSerializer.Deserialize(json, RuntimeSpecJson.Default.LinuxSeccomp)!;
        Spec minimal = PlanFixture.Minimal;
        SpecValidator.Validate(minimal with { Linux = minimal.Linux! with { Seccomp = filter } }, appArmor: false);
    }
}
