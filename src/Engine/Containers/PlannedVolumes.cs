using Berth.Engine.Names;

namespace Berth.Engine.Containers;

/// <summary>
/// The anonymous volumes that a container is going to be made with, in its directory before there is any: should the daemon die before
/// the container's record is written, nobody else would know whose they are.
/// <code>
/// DATA_ROOT/containers/ID/volumes     a name a line
/// </code>
/// </summary>
internal static class PlannedVolumes
{
    private const string FileName = "volumes";

    public static void Write(string containerDirectory, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
        {
            File.WriteAllLines(Path.Combine(containerDirectory, FileName), names);
        }
    }

    /// <summary>The names that were written; none where the daemon died before.</summary>
    public static IReadOnlyList<string> Read(string containerDirectory)
    {
        string path = Path.Combine(containerDirectory, FileName);
        return File.Exists(path) ? [.. File.ReadLines(path).Where(ObjectId.IsId)] : [];
    }
}
