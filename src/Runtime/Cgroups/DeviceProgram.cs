using System.Buffers.Binary;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// Device rules on cgroup v2: an eBPF program attached to the cgroup (BPF_PROG_TYPE_CGROUP_DEVICE). It looks at the rules from the last
/// to the first; the first that matches decides, as the last written does on v1.
/// </summary>
internal static class DeviceProgram
{
    private const byte LoadWord = 0x61;
    private const byte Move64 = 0xbf;
    private const byte Move32 = 0xbc;
    private const byte MoveValue = 0xb7;
    private const byte AndValue = 0x54;
    private const byte ShiftRightValue = 0x74;
    private const byte JumpNotEqualValue = 0x55;
    private const byte JumpNotEqual = 0x5d;
    private const byte Exit = 0x95;

    // Registers: r1 the context, then a scratch; r2 access, r3 type, r4 major, r5 minor.
    private const byte R0 = 0;
    private const byte R1 = 1;
    private const byte R2 = 2;
    private const byte R3 = 3;
    private const byte R4 = 4;
    private const byte R5 = 5;

    public static void Attach(string directory, IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        byte[] program = Compile(rules);
        using Fd cgroup = Fd.Open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using Fd loaded = BpfProgram.LoadCgroupDevice(program);
        BpfProgram.AttachCgroupDevice(cgroup, loaded);
    }

    internal static byte[] Compile(IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        // struct bpf_cgroup_dev_ctx: access << 16 | type, major, minor.
        var code = new List<ulong>
        {
            Instruction(LoadWord, R2, R1, 0, 0),
            Instruction(Move64, R3, R2, 0, 0),
            Instruction(AndValue, R3, 0, 0, 0xffff),
            Instruction(ShiftRightValue, R2, 0, 0, 16),
            Instruction(LoadWord, R4, R1, 4, 0),
            Instruction(LoadWord, R5, R1, 8, 0),
        };
        bool decided = false;
        for (int i = rules.Count - 1; i >= 0 && !decided; i--)
        {
            decided = AddRule(code, rules[i]);
        }

        // The kernel refuses a program with instructions that nothing leads to: nothing follows a rule about every device.
        if (!decided)
        {
            AddVerdict(code, allow: true);
        }

        byte[] bytes = new byte[8 * code.Count];
        for (int i = 0; i < code.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), code[i]);
        }

        return bytes;
    }

    // Whether the rule takes every access, so that no other is looked at.
    private static bool AddRule(List<ulong> code, LinuxDeviceCgroup rule)
    {
        int access = Access(rule.Access);
        var tests = new List<(byte Op, byte Destination, byte Source, int Value)>();
        if (rule.Type is "c" or "b")
        {
            tests.Add((JumpNotEqualValue, R3, 0, rule.Type == "b" ? 1 : 2));
        }

        if (access != 7)
        {
            tests.Add((Move32, R1, R2, 0));
            tests.Add((AndValue, R1, 0, access));
            tests.Add((JumpNotEqual, R1, R2, 0));
        }

        if (rule.Major is long major and >= 0)
        {
            tests.Add((JumpNotEqualValue, R4, 0, (int)major));
        }

        if (rule.Minor is long minor and >= 0)
        {
            tests.Add((JumpNotEqualValue, R5, 0, (int)minor));
        }

        for (int i = 0; i < tests.Count; i++)
        {
            // A test that fails jumps over the rest of them and the two instructions of the verdict.
            bool jump = tests[i].Op is JumpNotEqual or JumpNotEqualValue;
            int offset = jump ? tests.Count - i - 1 + 2 : 0;
            code.Add(Instruction(tests[i].Op, tests[i].Destination, tests[i].Source, (short)offset, tests[i].Value));
        }

        AddVerdict(code, rule.Allow);
        return tests.Count == 0;
    }

    private static void AddVerdict(List<ulong> code, bool allow)
    {
        code.Add(Instruction(MoveValue, R0, 0, 0, allow ? 1 : 0));
        code.Add(Instruction(Exit, 0, 0, 0, 0));
    }

    // BPF_DEVCG_ACC_MKNOD 1, _READ 2, _WRITE 4.
    private static int Access(string? access) => string.IsNullOrEmpty(access)
        ? 7
        : (access.Contains('m', StringComparison.Ordinal) ? 1 : 0)
            | (access.Contains('r', StringComparison.Ordinal) ? 2 : 0)
            | (access.Contains('w', StringComparison.Ordinal) ? 4 : 0);

    // struct bpf_insn: opcode, registers, offset, operand.
    private static ulong Instruction(byte op, byte destination, byte source, short offset, int value) =>
        op | ((ulong)(destination | (source << 4)) << 8) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)value << 32);
}
