using System.Globalization;
using System.IO.Enumeration;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Registry.Storage.Files;

/// <summary>
/// The directories of a <see cref="FileBlobStorage"/> and the names in them.
/// <code>
/// DATA/uploads/UPLOAD                     bytes of an upload so far; flock(2) by whoever appends
/// DATA/blobs/sha256/ab/abc….UPLOAD        a blob: its digest's digits and the upload that brought it
/// DATA/blobs/sha512/ab/abc….UPLOAD
/// </code>
/// Directories are 0700, files 0600. A name is made of nothing but a <see cref="Digest"/> and an <see cref="UploadId"/>, that is of hexadecimal digits, and
/// is opened in a directory's descriptor without following a link: no text of a client's comes near a path.
/// </summary>
internal sealed class BlobTree : IDisposable
{
    private const uint PrivateFile = 0x180;
    private const uint PrivateDirectory = 0x1c0;
    private const int ShardDigits = 2;

    private static readonly string[] s_algorithms = ["sha256", "sha512"];

    private readonly string _root;
    private readonly Fd _uploads;
    private readonly Fd _sha256;
    private readonly Fd _sha512;

    private BlobTree(string root, Fd uploads, Fd sha256, Fd sha512) => (_root, _uploads, _sha256, _sha512) = (root, uploads, sha256, sha512);

    /// <param name="dataRoot">It exists.</param>
    public static BlobTree Open(string dataRoot)
    {
        using Fd root = Fd.Open(dataRoot, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using Fd blobs = Make(root, "blobs");
        return new BlobTree(dataRoot, Make(root, "uploads"), Make(blobs, "sha256"), Make(blobs, "sha512"));
    }

    /// <summary>An upload's file, made where it is not there.</summary>
    public Fd OpenUpload(UploadId upload) => _uploads.OpenAt(upload.ToString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, PrivateFile);

    public FileStatus? UploadStatus(UploadId upload) => _uploads.TryStatus(upload.ToString());

    /// <summary>A blob's file for reading; null where it is not there.</summary>
    public Fd? OpenBlob(BlobKey key)
    {
        try
        {
            return Algorithm(key.Digest).OpenAt($"{Shard(key.Digest)}/{Name(key)}", OpenFlags.O_RDONLY);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>The directory a blob's file is in, made durably where it is not there.</summary>
    public Fd OpenShard(Digest digest) => Make(Algorithm(digest), Shard(digest));

    /// <summary>Gives an upload's file the name of a blob; neither the name nor the bytes are on the disk by that.</summary>
    /// <exception cref="LinuxException">EEXIST: this upload has brought this very blob before; ENOENT: it was discarded.</exception>
    public void RenameUpload(BlobKey key, Fd shard) => _uploads.RenameNew(key.Upload.ToString(), shard, Name(key));

    public void RemoveUpload(UploadId upload) => Remove(_uploads, upload.ToString());

    public void RemoveBlob(BlobKey key) => Remove(Algorithm(key.Digest), $"{Shard(key.Digest)}/{Name(key)}");

    /// <summary>The uploads that have a file.</summary>
    public IEnumerable<StoredItem> Uploads() => Items(
        Path.Combine(_root, "uploads"),
        static (ref entry) => UploadId.TryParse(entry.FileName.ToString(), out UploadId upload)
            ? new StoredItem(upload, Blob: null, entry.Length, entry.LastWriteTimeUtc)
            : null);

    /// <summary>The blobs of one of the <see cref="Shards"/>.</summary>
    public static IEnumerable<StoredItem> Blobs(string shard)
    {
        string algorithm = Path.GetFileName(Path.GetDirectoryName(shard)!);
        return Items(shard, (ref entry) => Parse(algorithm, entry.FileName) is { } key
            ? new StoredItem(key.Upload, key, entry.Length, entry.LastWriteTimeUtc)
            : null);
    }

    /// <summary>Paths of the directories that hold blobs.</summary>
    public IEnumerable<string> Shards() =>
        s_algorithms.SelectMany(algorithm => Directory.EnumerateDirectories(Path.Combine(_root, "blobs", algorithm)));

    public void Dispose()
    {
        _uploads.Dispose();
        _sha256.Dispose();
        _sha512.Dispose();
    }

    private static IEnumerable<StoredItem> Items(string directory, FileSystemEnumerable<StoredItem?>.FindTransform transform) =>
        new FileSystemEnumerable<StoredItem?>(directory, transform, new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory,
        }.OfType<StoredItem>();

    private static BlobKey? Parse(string algorithm, ReadOnlySpan<char> name)
    {
        int dot = name.IndexOf('.');
        return dot > 0 && Digest.TryParse($"{algorithm}:{name[..dot]}", out Digest digest) && UploadId.TryParse(name[(dot + 1)..].ToString(), out UploadId upload)
            ? new BlobKey(digest, upload)
            : null;
    }

    private static string Name(BlobKey key) => string.Create(CultureInfo.InvariantCulture, $"{Digits(key.Digest)}.{key.Upload}");

    private static string Shard(Digest digest) => Digits(digest)[..ShardDigits].ToString();

    private static ReadOnlySpan<char> Digits(Digest digest)
    {
        ReadOnlySpan<char> text = digest.ToString();
        return text[(text.IndexOf(':') + 1)..];
    }

    // A directory that is not on the disk would take what is synced in it along.
    private static Fd Make(Fd parent, string name)
    {
        const int Flags = OpenFlags.O_RDONLY;
        try
        {
            return parent.OpenAt(name, Flags | OpenFlags.O_DIRECTORY);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            parent.TryMakeDirectory(name, PrivateDirectory);
            parent.Sync();
            return parent.OpenAt(name, Flags | OpenFlags.O_DIRECTORY);
        }
    }

    private static void Remove(Fd directory, string name)
    {
        try
        {
            directory.Unlink(name);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
        }
    }

    private Fd Algorithm(Digest digest) => digest.Algorithm switch
    {
        "sha256" => _sha256,
        "sha512" => _sha512,
        var other => throw new NotSupportedException($"blobs are not stored by {other}"),
    };
}
