using Berth.Linux;

namespace Berth.Archive;

/// <summary>What files are in an archive.</summary>
public static class TarEntryKinds
{
    /// <summary>The kind of an entry for a file that is no directory and has no content.</summary>
    public static TarEntryKind ToEntryKind(this FileKind kind) => kind switch
    {
        FileKind.SymbolicLink => TarEntryKind.SymbolicLink,
        FileKind.CharacterDevice => TarEntryKind.CharacterDevice,
        FileKind.BlockDevice => TarEntryKind.BlockDevice,
        _ => TarEntryKind.Fifo,
    };
}
