namespace Berth.Runtime;

/// <summary>
/// The descriptors that become 0, 1 and 2 of a container's process. They stay the caller's: it closes its copies after the
/// process exists. Ignored where the process has a terminal.
/// </summary>
public readonly record struct StandardStreams(int Input, int Output, int Error)
{
    /// <summary>The caller's own.</summary>
    public static StandardStreams Inherited => new(0, 1, 2);
}
