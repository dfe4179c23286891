using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>eBPF programs for cgroups (bpf(2)).</summary>
public static unsafe class BpfProgram
{
    private const int BPF_PROG_LOAD = 5;
    private const int BPF_PROG_ATTACH = 8;
    private const uint BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private const uint BPF_CGROUP_DEVICE = 6;
    private const uint BPF_F_ALLOW_MULTI = 2;

    /// <summary>Has the kernel check and load a BPF_PROG_TYPE_CGROUP_DEVICE program.</summary>
    public static Fd LoadCgroupDevice(ReadOnlySpan<byte> instructions)
    {
        fixed (byte* code = instructions)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            var load = new LoadAttributes
            {
                prog_type = BPF_PROG_TYPE_CGROUP_DEVICE, insn_cnt = (uint)instructions.Length / 8, insns = code, license = license,
            };
            nint fd = Libc.bpf(SyscallNumber.SYS_bpf, BPF_PROG_LOAD, &load, (nuint)sizeof(LoadAttributes));
            return fd >= 0 ? new Fd((int)fd) : throw LinuxException.FromLastError("bpf", "load device program");
        }
    }

    /// <summary>Attaches it to a cgroup, beside those that ancestors have: all of them must agree.</summary>
    public static void AttachCgroupDevice(Fd cgroup, Fd program)
    {
        var attach = new AttachAttributes
        {
            target_fd = (uint)cgroup.Number, attach_bpf_fd = (uint)program.Number, attach_type = BPF_CGROUP_DEVICE,
            attach_flags = BPF_F_ALLOW_MULTI,
        };
        if (Libc.bpf(SyscallNumber.SYS_bpf, BPF_PROG_ATTACH, &attach, (nuint)sizeof(AttachAttributes)) < 0)
        {
            throw LinuxException.FromLastError("bpf", "attach device program");
        }
    }

    // The members of union bpf_attr that BPF_PROG_LOAD and BPF_PROG_ATTACH begin with; the kernel takes the rest for zero.
    [StructLayout(LayoutKind.Sequential)]
    private struct LoadAttributes
    {
        public uint prog_type;
        public uint insn_cnt;
        public byte* insns;
        public byte* license;
        public uint log_level;
        public uint log_size;
        public byte* log_buf;
        public uint kern_version;
        public uint prog_flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct AttachAttributes
    {
        public uint target_fd;
        public uint attach_bpf_fd;
        public uint attach_type;
        public uint attach_flags;
    }
}
