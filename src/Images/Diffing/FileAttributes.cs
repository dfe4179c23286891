using Berth.Archive;
using Berth.Linux;

namespace Berth.Images.Diffing;

/// <summary>The extended attributes of a file that go into an archive: those that an image may bring (<see cref="ArchiveXattrs"/>).</summary>
internal static class FileAttributes
{
    public const string Capability = "security.capability";

    public static IReadOnlyList<KeyValuePair<string, byte[]>> Of(Fd file)
    {
        IReadOnlyList<string> names = file.XattrNames();
        if (names.Count == 0)
        {
            return [];
        }

        var attributes = new List<KeyValuePair<string, byte[]>>();
        foreach (string name in names)
        {
            if (ArchiveXattrs.IsAllowed(name) && file.TryGetXattr(name) is { } value)
            {
                attributes.Add(new(name, value));
            }
        }

        return attributes;
    }
}
