using System.Runtime.InteropServices;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;
using Berth.Runtime.Seccomp;
using Xunit;

namespace Berth.Unit.Runtime.Seccomp;

/// <summary>Filters of the spec, compiled by libseccomp and run by an interpreter. The numbers are those of x86.</summary>
public sealed class SeccompFilterTests
{
    private const uint X8664 = 0xc000003e;
    private const uint X86 = 0x40000003;
    private const uint X32 = 0x40000000;
    private const uint Allow = 0x7fff0000;
    private const uint KillThread = 0;
    private const uint Errno = 0x00050000;
    private const uint ENOSYS = 38;

    private const uint Read = 0;
    private const uint Mount = 165;
    private const uint Personality = 135;
    private const uint MountOf32 = 21;

    [Theory]
    [InlineData("SCMP_ACT_KILL", null, 0u)]
    [InlineData("SCMP_ACT_KILL_THREAD", null, 0u)]
    [InlineData("SCMP_ACT_KILL_PROCESS", null, 0x80000000u)]
    [InlineData("SCMP_ACT_TRAP", null, 0x00030000u)]
    [InlineData("SCMP_ACT_ERRNO", null, 0x00050001u)]
    [InlineData("SCMP_ACT_ERRNO", 95u, 0x0005005fu)]
    [InlineData("SCMP_ACT_TRACE", null, 0x7ff00001u)]
    [InlineData("SCMP_ACT_TRACE", 7u, 0x7ff00007u)]
    [InlineData("SCMP_ACT_LOG", null, 0x7ffc0000u)]
    [InlineData("SCMP_ACT_NOTIFY", null, 0x7fc00000u)]
    public void Compile_Action_IsWhatTheCallGets(string action, uint? number, uint expected)
    {
        byte[] program = Compile(new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ALLOW",
            Syscalls = [new LinuxSyscall { Names = ["mount"], Action = action, ErrnoRet = number }],
        });

        Assert.Equal((expected, Allow), (BpfInterpreter.Run(program, X8664, Mount), BpfInterpreter.Run(program, X8664, Read)));
    }

    [Theory]
    [InlineData("SCMP_CMP_NE", 4ul, 0ul, new ulong[] { 3ul, 5 }, new ulong[] { 4ul })]
    [InlineData("SCMP_CMP_LT", 4ul, 0ul, new ulong[] { 0ul, 3 }, new ulong[] { 4ul, 1ul << 40 })]
    [InlineData("SCMP_CMP_LE", 4ul, 0ul, new ulong[] { 0ul, 4 }, new ulong[] { 5ul, 1ul << 40 })]
    [InlineData("SCMP_CMP_EQ", 4ul, 0ul, new ulong[] { 4ul }, new ulong[] { 3ul, 4 + (1ul << 40) })]
    [InlineData("SCMP_CMP_GE", 4ul, 0ul, new ulong[] { 4ul, 1ul << 40 }, new ulong[] { 3ul })]
    [InlineData("SCMP_CMP_GT", 4ul, 0ul, new ulong[] { 5ul, 1ul << 40 }, new ulong[] { 4ul })]
    [InlineData("SCMP_CMP_MASKED_EQ", 0xf0ul, 0x30ul, new ulong[] { 0x30ul, 0x1_0000_003f }, new ulong[] { 0x40ul })]
    public void Compile_Operator_ComparesAll64Bits(string op, ulong value, ulong second, ulong[] matching, ulong[] others)
    {
        byte[] program = Compile(Refusing("personality", new LinuxSeccompArg { Index = 0, Value = value, ValueTwo = second, Op = op }));

        Assert.All(matching, argument => Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X8664, Personality, argument)));
        Assert.All(others, argument => Assert.Equal(Allow, BpfInterpreter.Run(program, X8664, Personality, argument)));
    }

    [Fact]
    public void Compile_ConditionsOnDifferentArguments_AllHaveToHold()
    {
        byte[] program = Compile(Refusing("personality", Equal(0, 1), Equal(1, 2)));

        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X8664, Personality, 1, 2));
        Assert.Equal(Allow, BpfInterpreter.Run(program, X8664, Personality, 1, 3));
    }

    [Fact]
    public void Compile_ConditionsOnOneArgument_AreAlternatives()
    {
        byte[] program = Compile(Refusing("personality", Equal(0, 1), Equal(0, 2), Equal(1, 9)));

        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X8664, Personality, 2, 0));
        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X8664, Personality, 0, 9));
        Assert.Equal(Allow, BpfInterpreter.Run(program, X8664, Personality, 3, 3));
    }

    [Fact]
    public void Compile_SeveralArchitectures_EachHasItsNumbers()
    {
        byte[] program = Compile(Refusing("mount") with { Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"] });

        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X8664, Mount));
        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X86, MountOf32));
        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X8664, X32 | Mount));
        Assert.Equal(Allow, BpfInterpreter.Run(program, X86, Mount));
    }

    [Fact]
    public void Compile_OneArchitecture_KillsTheOthers()
    {
        byte[] program = Compile(Refusing("mount"));

        Assert.Equal(KillThread, BpfInterpreter.Run(program, X86, MountOf32));
        Assert.Equal(KillThread, BpfInterpreter.Run(program, X8664, X32 | Mount));
    }

    // read is 0 and 3, mount 165 and 21, on x32 the same as on x86-64 with a bit of its own.
    [Fact]
    public void Compile_CallsNewerThanTheProfile_AreNotThere()
    {
        byte[] program = Compile(new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ERRNO",
            Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
            Syscalls = [new LinuxSyscall { Names = ["read", "mount", "a_call_of_the_future"], Action = "SCMP_ACT_ALLOW" }],
        });

        Assert.Equal(Allow, BpfInterpreter.Run(program, X8664, Mount));
        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X8664, Mount - 1));
        Assert.Equal(Errno | ENOSYS, BpfInterpreter.Run(program, X8664, Mount + 1));
        Assert.Equal(Allow, BpfInterpreter.Run(program, X86, MountOf32));
        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X86, MountOf32 - 1));
        Assert.Equal(Errno | ENOSYS, BpfInterpreter.Run(program, X86, MountOf32 + 1));
        Assert.Equal(Allow, BpfInterpreter.Run(program, X8664, X32 | Mount));
        Assert.Equal(Errno | 1, BpfInterpreter.Run(program, X8664, (X32 | Mount) - 1));
        Assert.Equal(Errno | ENOSYS, BpfInterpreter.Run(program, X8664, (X32 | Mount) + 1));
    }

    [Theory]
    [InlineData("SCMP_ACT_ALLOW", Allow)]
    [InlineData("SCMP_ACT_LOG", 0x7ffc0000u)]
    [InlineData("SCMP_ACT_TRACE", 0x7ff00001u)]
    public void Compile_DefaultThatLetsPass_IsSoForNewCallsToo(string action, uint expected)
    {
        byte[] program = Compile(new LinuxSeccomp
        {
            DefaultAction = action,
            Syscalls = [new LinuxSyscall { Names = ["read"], Action = "SCMP_ACT_ERRNO" }],
        });

        Assert.Equal(expected, BpfInterpreter.Run(program, X8664, 1000));
    }

    [Theory]
    [InlineData(null, false, 4u)]
    [InlineData("", false, 0u)]
    [InlineData("SECCOMP_FILTER_FLAG_LOG", false, 2u)]
    [InlineData("SECCOMP_FILTER_FLAG_TSYNC", false, 1u)]
    [InlineData("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", false, 0u)]
    [InlineData("", true, 8u)]
    [InlineData("SECCOMP_FILTER_FLAG_TSYNC", true, 25u)]
    [InlineData("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", true, 40u)]
    public void Compile_Flags_AreThoseThatTheKernelTakesTogether(string? flag, bool asksAgent, uint expected)
    {
        SkipElsewhere();
        SeccompProgram program = SeccompCompiler.Compile(new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ALLOW",
            Flags = flag switch { null => null, "" => [], _ => [flag] },
            Syscalls = [new LinuxSyscall { Names = ["mount"], Action = asksAgent ? "SCMP_ACT_NOTIFY" : "SCMP_ACT_ERRNO" }],
        });

        Assert.Equal((expected, asksAgent), (program.Flags, program.AsksAgent));
    }

    [Fact]
    public void Get_FiltersThatDifferInTheListenerOnly_AreOneFile()
    {
        SkipElsewhere();
        string root = Directory.CreateTempSubdirectory("berth-seccomp-").FullName;
        try
        {
            var cache = new SeccompCache(root);
            LinuxSeccomp filter = Refusing("mount");
            SeccompProgram first = cache.Get(filter);
            SeccompProgram again = cache.Get(filter with { ListenerPath = "/run/a", ListenerMetadata = "m" });
            SeccompProgram other = cache.Get(filter with { Flags = ["SECCOMP_FILTER_FLAG_LOG"] });

            Assert.Equal(first.Instructions, again.Instructions);
            Assert.Equal((4u, 4u, 2u), (first.Flags, again.Flags, other.Flags));
            Assert.Equal(2, Directory.GetFiles($"{root}/.seccomp").Length);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static LinuxSeccompArg Equal(uint index, ulong value) => new() { Index = index, Value = value, Op = "SCMP_CMP_EQ" };

    private static LinuxSeccomp Refusing(string call, params LinuxSeccompArg[] arguments) => new()
    {
        DefaultAction = "SCMP_ACT_ALLOW",
        Syscalls = [new LinuxSyscall { Names = [call], Action = "SCMP_ACT_ERRNO", Args = arguments }],
    };

    private static byte[] Compile(LinuxSeccomp filter)
    {
        SkipElsewhere();
        return SeccompCompiler.Compile(filter).Instructions;
    }

    private static void SkipElsewhere() => Assert.SkipUnless(
        RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64 && NativeLibrary.TryLoad("libseccomp.so", out _),
        "the numbers are those of x86-64; libseccomp has to be there");
}
