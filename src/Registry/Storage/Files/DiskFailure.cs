using Berth.Linux;
using Berth.Registry.Errors;

namespace Berth.Registry.Storage.Files;

/// <summary>What a client is told where the disk fails: not where, only that it may try again later.</summary>
internal static class DiskFailure
{
    /// <summary>Null where it is not the disk's failure but a fault of ours.</summary>
    public static RegistryException? Of(LinuxException error) => error.Errno switch
    {
        Errno.ENOSPC or Errno.EDQUOT => new RegistryException(ErrorCode.Unavailable, "no space left on the registry's disk"),
        Errno.EIO or Errno.EROFS => new RegistryException(ErrorCode.Unavailable, "the registry's disk has failed"),
        _ => null,
    };
}
