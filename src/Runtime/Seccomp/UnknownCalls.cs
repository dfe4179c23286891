using System.Buffers.Binary;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Seccomp;

/// <summary>
/// A piece of BPF in front of the filter: calls newer than any that the profile names fail with ENOSYS, not with its default EPERM. Programs
/// probe for new calls and fall back on ENOSYS only; with EPERM a new C library breaks in an old profile.
/// </summary>
internal static class UnknownCalls
{
    // Opcodes of linux/bpf_common.h: load a word of seccomp_data, jumps, return.
    private const ushort LoadWord = 0x20;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreater = 0x25;
    private const ushort JumpGreaterOrEqual = 0x35;
    private const ushort Return = 0x06;
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint X32Bit = 0x40000000;
    private const uint X8664 = 0xc000003e;

    // libseccomp's own number for it.
    private const uint X32 = 0x4000003e;

    public static byte[] Prepend(byte[] program, LinuxSeccomp filter, IReadOnlyList<uint> architectures)
    {
        bool refuses = filter.DefaultAction is "SCMP_ACT_ERRNO" or "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" or "SCMP_ACT_KILL_PROCESS"
            or "SCMP_ACT_TRAP";
        if (!refuses || filter.DefaultErrnoRet == (uint)Errno.ENOSYS)
        {
            return program;
        }

        var head = new List<byte[]> { Instruction(LoadWord, 0, 0, ArchitectureOffset) };
        foreach (uint architecture in architectures.Distinct())
        {
            // x32 is x86-64 to the kernel; its calls' numbers carry a bit of their own.
            bool is64 = architecture is X8664 or X32;
            int greatest = Greatest(filter, architecture);
            if (greatest >= 0)
            {
                AddBlock(head, is64 ? X8664 : architecture, is64, (uint)greatest);
            }
        }

        return [.. head.SelectMany(i => i), .. program];
    }

    // if (arch == architecture) { if (nr is of this kind && nr > greatest) return ENOSYS; goto the next block }
    private static void AddBlock(List<byte[]> head, uint architecture, bool is64, uint greatest)
    {
        head.Add(Instruction(JumpEqual, 0, (byte)(is64 ? 5 : 4), architecture));
        head.Add(Instruction(LoadWord, 0, 0, NumberOffset));
        if (is64)
        {
            bool isX32 = greatest >= X32Bit;
            head.Add(Instruction(JumpGreaterOrEqual, (byte)(isX32 ? 0 : 2), (byte)(isX32 ? 2 : 0), X32Bit));
        }

        head.Add(Instruction(JumpGreater, 0, 1, greatest));
        head.Add(Instruction(Return, 0, 0, Libseccomp.SCMP_ACT_ERRNO | (uint)Errno.ENOSYS));
        head.Add(Instruction(LoadWord, 0, 0, ArchitectureOffset));
    }

    private static int Greatest(LinuxSeccomp filter, uint architecture)
    {
        int greatest = -1;
        foreach (LinuxSyscall rule in filter.Syscalls ?? [])
        {
            foreach (string name in rule.Names)
            {
                greatest = Math.Max(greatest, Libseccomp.seccomp_syscall_resolve_name_arch(architecture, name));
            }
        }

        return greatest;
    }

    // struct sock_filter: opcode, jump if true, jump if false, operand.
    private static byte[] Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, code);
        bytes[2] = ifTrue;
        bytes[3] = ifFalse;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), operand);
        return bytes;
    }
}
