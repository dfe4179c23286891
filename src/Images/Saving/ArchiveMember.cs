namespace Berth.Images.Saving;

/// <summary>A file or directory of an archive of images.</summary>
/// <param name="Name">A directory's ends in a slash.</param>
/// <param name="Size">Bytes of content.</param>
/// <param name="Modified">Seconds since 1970.</param>
/// <param name="Open">Its content; null of a directory.</param>
internal sealed record ArchiveMember(string Name, long Size, long Modified, Func<Stream>? Open);
