namespace Berth.Archive;

/// <summary>The kinds of entry a reader hands out; headers that only describe the next entry are not among them.</summary>
public enum TarEntryKind
{
    Regular,
    HardLink,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}
