using Berth.Engine.Errors;
using Berth.Engine.Security;
using Xunit;

namespace Berth.Unit.Engine.Security;

public class SeccompTests
{
    private static readonly Version s_kernel = new(6, 1, 0);

    private static SeccompProfile Default(params string[] capabilities) => DefaultSeccomp.For(capabilities, "amd64", s_kernel);

    [Theory]
    [InlineData("mount")]
    [InlineData("unshare")]
    [InlineData("setns")]
    [InlineData("reboot")]
    [InlineData("init_module")]
    [InlineData("kexec_load")]
    [InlineData("bpf")]
    [InlineData("io_uring_setup")]
    [InlineData("userfaultfd")]
    [InlineData("add_key")]
    [InlineData("keyctl")]
    [InlineData("open_by_handle_at")]
    public void Default_DangerousCall_IsNotAllowed(string name) =>
        Assert.DoesNotContain(Default([.. DefaultCapabilities.Names]).Rules, r => r.Action == SeccompProfile.Allow && r.Names.Contains(name));

    [Theory]
    [InlineData("CAP_SYS_ADMIN", "mount")]
    [InlineData("CAP_SYS_CHROOT", "chroot")]
    [InlineData("CAP_SYS_TIME", "settimeofday")]
    [InlineData("CAP_BPF", "bpf")]
    [InlineData("CAP_PERFMON", "perf_event_open")]
    [InlineData("CAP_DAC_READ_SEARCH", "open_by_handle_at")]
    public void Default_WithCapability_AllowsItsCalls(string capability, string name)
    {
        Assert.Contains(Default(capability).Rules, r => r.Names.Contains(name) && r.Arguments.Count == 0);
        Assert.DoesNotContain(Default().Rules, r => r.Names.Contains(name) && r.Arguments.Count == 0);
    }

    [Fact]
    public void Default_Clone_MayMakeNamespacesOnlyWithSysAdmin()
    {
        SeccompRule masked = Assert.Single(Default().Rules, r => r.Names.Contains("clone"));
        Assert.Equal(new SeccompArgument(0, "SCMP_CMP_MASKED_EQ", 0x7e020000), Assert.Single(masked.Arguments));
        Assert.Equal((SeccompProfile.Errno, 38u), Assert.Single(Default().Rules, r => r.Names.Contains("clone3")) is { } r3 ? (r3.Action, r3.ErrnoRet!.Value) : default);

        Assert.Empty(Assert.Single(Default("CAP_SYS_ADMIN").Rules, r => r.Names.Contains("clone")).Arguments);
        Assert.Equal(SeccompProfile.Allow, Assert.Single(Default("CAP_SYS_ADMIN").Rules, r => r.Names.Contains("clone3")).Action);
    }

    [Fact]
    public void Default_OldKernel_DeniesPtrace()
    {
        Assert.Contains(Default().Rules, r => r.Names.Contains("ptrace"));
        Assert.DoesNotContain(DefaultSeccomp.For([], "amd64", new Version(4, 7)).Rules, r => r.Names.Contains("ptrace"));
    }

    [Fact]
    public void Default_Architecture_DecidesOnCallsAndRelatives()
    {
        Assert.Equal(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"], Default().Architectures);
        SeccompProfile arm = DefaultSeccomp.For([], "arm64", s_kernel);
        Assert.Equal(["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"], arm.Architectures);
        Assert.Contains(arm.Rules, r => r.Names.Contains("set_tls"));
        Assert.DoesNotContain(arm.Rules, r => r.Names.Contains("arch_prctl"));
    }

    [Fact]
    public void Default_NoName_StandsTwiceInTheUnconditionalRule()
    {
        SeccompRule first = DefaultSeccomp.Profile.Rules[0];
        Assert.Equal(first.Names.Count, first.Names.Distinct().Count());
    }

    [Fact]
    public void Parse_DockersFormat_IsReadWithItsConditions()
    {
        SeccompProfile profile = SeccompProfileJson.Parse(
            """
            { "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
              "archMap": [ { "architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"] },
                           { "architecture": "SCMP_ARCH_AARCH64", "subArchitectures": null } ],
              "syscalls": [
                { "names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [], "comment": "c", "includes": {}, "excludes": {} },
                { "name": "mount", "action": "SCMP_ACT_ALLOW", "includes": { "caps": ["CAP_SYS_ADMIN"], "minKernel": "4.8" } },
                { "names": ["clone"], "action": "SCMP_ACT_ALLOW", "excludes": { "caps": ["CAP_SYS_ADMIN"] },
                  "args": [ { "index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ" } ] } ] }
            """);

        Assert.Equal(38u, profile.DefaultErrnoRet);
        Assert.Equal(["read", "clone"], profile.Resolve([], "amd64", s_kernel).Rules.SelectMany(r => r.Names));
        Assert.Equal(["read", "mount"], profile.Resolve(["CAP_SYS_ADMIN"], "amd64", s_kernel).Rules.SelectMany(r => r.Names));
        Assert.Equal(["read"], profile.Resolve(["CAP_SYS_ADMIN"], "amd64", new Version(4, 7)).Rules.SelectMany(r => r.Names));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"defaultAction":1}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["x"]}]}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["x"],"action":"SCMP_ACT_ALLOW","args":[{"index":0}]}]}""")]
    public void Parse_NoProfile_IsRefused(string json) =>
        Assert.StartsWith(
            "decoding seccomp profile failed: ", Assert.Throws<InvalidParameterException>(() => SeccompProfileJson.Parse(json)).Message);

    [Fact]
    public void SecurityOptions_EveryForm_IsRead()
    {
        Assert.True(SecurityOptions.Parse(["no-new-privileges"]).NoNewPrivileges);
        Assert.False(SecurityOptions.Parse(["no-new-privileges:false"]).NoNewPrivileges);
        Assert.True(SecurityOptions.Parse(["seccomp=unconfined"]).SeccompUnconfined);
        Assert.True(SecurityOptions.Parse(["systempaths=unconfined"]).SystemPathsUnconfined);
        Assert.NotNull(SecurityOptions.Parse(["""seccomp={"defaultAction":"SCMP_ACT_ALLOW"}"""]).Seccomp);
        Assert.Equal("docker-default", SecurityOptions.Parse(["apparmor=docker-default"]).AppArmor);
        Assert.Equal(new SecurityOptions(), SecurityOptions.Parse(["label=type:svirt_t", "label:disable"]));
        Assert.True(SecurityOptions.Parse(["writable-cgroups=T"]).WritableCgroups);
        Assert.True(SecurityOptions.Parse(["seccomp=builtin"]).SeccompBuiltin);
    }
}
