namespace Berth.EngineApi.Containers;

/// <summary>Go's <c>os.FileMode</c>: permissions in the low nine bits, the kind and the rest in bits of its own (package io/fs).</summary>
public static class GoFileMode
{
    public const uint Directory = 1u << 31;
    public const uint SymbolicLink = 1u << 27;
    public const uint Device = 1u << 26;
    public const uint NamedPipe = 1u << 25;
    public const uint Socket = 1u << 24;
    public const uint SetUser = 1u << 23;
    public const uint SetGroup = 1u << 22;
    public const uint CharacterDevice = 1u << 21;
    public const uint Sticky = 1u << 20;

    /// <summary>From the kernel's <c>st_mode</c> (inode(7)).</summary>
    public static uint Of(uint mode)
    {
        uint kind = (mode & 0xf000) switch
        {
            0x4000 => Directory,
            0xa000 => SymbolicLink,
            0x2000 => Device | CharacterDevice,
            0x6000 => Device,
            0x1000 => NamedPipe,
            0xc000 => Socket,
            _ => 0,
        };
        return (mode & 0x1ff) | kind
            | ((mode & 0x800) != 0 ? SetUser : 0) | ((mode & 0x400) != 0 ? SetGroup : 0) | ((mode & 0x200) != 0 ? Sticky : 0);
    }
}
