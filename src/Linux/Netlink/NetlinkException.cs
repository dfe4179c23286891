namespace Berth.Linux.Netlink;

/// <summary>A netlink request that the kernel refused: which one, with which errno, and the kernel's own words where it gave any.</summary>
public sealed class NetlinkException : IOException
{
    public NetlinkException(string operation, Errno errno, string? kernelText = null)
        : base(kernelText is null ? $"{operation}: {LinuxException.Text(errno)}" : $"{operation}: {LinuxException.Text(errno)} ({kernelText})")
    {
        Operation = operation;
        Errno = errno;
        KernelText = kernelText;
    }

    public string Operation { get; }

    public Errno Errno { get; }

    /// <summary>The extended acknowledgement's message (NLMSGERR_ATTR_MSG), if the kernel sent one.</summary>
    public string? KernelText { get; }
}
