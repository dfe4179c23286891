namespace Berth.Linux;

/// <summary>File systems in which the kernel speaks of itself instead of keeping files (statfs(2)).</summary>
public static unsafe class KernelFiles
{
    private static readonly long[] s_types =
    [
        0x9fa0, // proc
        0x62656572, // sysfs
        0x27e0eb, // cgroup
        0x63677270, // cgroup2
        0x1cd1, // devpts
        0x19800202, // mqueue
        0x64626720, // debugfs
        0x74726163, // tracefs
        0x73636673, // securityfs
        0xcafe4a11, // bpf
        0x62656570, // configfs
        0x6e736673, // nsfs
        0xf97cff8c, // selinuxfs
        0x42494e4d, // binfmt_misc
        0xde5e81e4, // efivarfs
        0x6165676c, // pstore
        0x65735543, // fusectl
    ];

    extension(Fd file)
    {
        /// <summary>Whether a file is on one of them: reading it may have no end, writing it may change the host.</summary>
        public bool IsOfKernel() => s_types.Contains(Sys.filesystem_type(file.Number));
    }
}
