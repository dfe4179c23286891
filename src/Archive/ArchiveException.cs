namespace Berth.Archive;

/// <summary>An archive that is damaged, goes past a limit or uses something we refuse. The message is one line, without the archive's name.</summary>
public sealed class ArchiveException : Exception
{
    public ArchiveException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    internal static ArchiveException InvalidHeader() => new("archive/tar: invalid tar header");

    internal static ArchiveException Truncated() => new("unexpected EOF");

    internal static ArchiveException TooLarge(string what, long limit) => new($"archive/tar: {what} is over the limit of {limit}");
}
