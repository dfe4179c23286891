using Berth.Linux;

namespace Berth.Images;

/// <summary>
/// What the image store keeps under the data root:
/// <code>
/// berth.db                     what there is (MetadataDatabase)
/// blobs/sha256/HEX             configurations and manifests, byte for byte (BlobStore)
/// layers/NAME/                 an unpacked layer in overlayfs' form; NAME is six random characters, because up to 127 of these
///                              paths must fit the 4,096 bytes that mount(2) takes
/// recipes/NAME                 how the archive of layers/NAME is put together again (Recipe)
/// snapshots/CONTAINER/init/    what every container has whatever its image (InitLayer), a layer on top of the image's
/// snapshots/CONTAINER/upper/   what a container wrote
/// snapshots/CONTAINER/work/    overlayfs' own
/// snapshots/CONTAINER/rootfs/  where it is mounted
/// tmp/NAME                     being made; emptied at start
/// trash/NAME                   being removed (Trash)
/// </code>
/// </summary>
internal sealed class StorePaths
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string NameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int NameLength = 6;

    public StorePaths(string dataRoot)
    {
        DataRoot = Path.GetFullPath(dataRoot);
        Layers = Path.Combine(DataRoot, "layers");
        Recipes = Path.Combine(DataRoot, "recipes");
        Snapshots = Path.Combine(DataRoot, "snapshots");
        Temporary = Path.Combine(DataRoot, "tmp");
        Directory.CreateDirectory(DataRoot, OwnerOnly);
        Directory.CreateDirectory(Layers, OwnerOnly);
        Directory.CreateDirectory(Recipes, OwnerOnly);
        Directory.CreateDirectory(Snapshots, OwnerOnly);
        Directory.CreateDirectory(Temporary, OwnerOnly);
    }

    public string DataRoot { get; }

    public string Layers { get; }

    /// <summary>How layers' archives are put together again, a file for each directory of <see cref="Layers"/>.</summary>
    public string Recipes { get; }

    /// <summary>The blob store's.</summary>
    public string Blobs => Path.Combine(DataRoot, "blobs");

    public string Snapshots { get; }

    public string Temporary { get; }

    public string Layer(string directory) => Path.Combine(Layers, directory);

    public string Recipe(string directory) => Path.Combine(Recipes, directory);

    public static string NewName() => System.Security.Cryptography.RandomNumberGenerator.GetString(NameCharacters, NameLength);

    /// <summary>Makes what was renamed into or out of a directory last.</summary>
    public static void SyncDirectory(string path)
    {
        using Fd directory = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        directory.Sync();
    }
}
