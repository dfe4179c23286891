using System.Buffers.Binary;

namespace Berth.Cli.Terminal;

/// <summary>Who a file belongs to, which the framework does not say.</summary>
internal static unsafe class FileOwner
{
    private const int AT_FDCWD = -100;
    private const uint STATX_UID = 0x8;
    private const uint STATX_GID = 0x10;

    // statx(2): the structure is 256 bytes; stx_uid and stx_gid are at these offsets on every architecture.
    private const int StructureSize = 256;
    private const int UidOffset = 20;
    private const int GidOffset = 24;

    /// <summary>Gives a file the owner and group of another, as far as this user may.</summary>
    public static void Copy(string from, string to)
    {
        var structure = stackalloc byte[StructureSize];
        if (Libc.statx(AT_FDCWD, from, 0, STATX_UID | STATX_GID, structure) == 0)
        {
            var bytes = new ReadOnlySpan<byte>(structure, StructureSize);
            _ = Libc.chown(to, BinaryPrimitives.ReadUInt32LittleEndian(bytes[UidOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[GidOffset..]));
        }
    }
}
