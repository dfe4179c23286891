using System.IO.Pipelines;
using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Protocol;
using Berth.Registry.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Unit.Registry.Protocol;

/// <summary>A registry's metadata and storage in memory: just what the protocol needs to be tried.</summary>
internal sealed class MemoryRegistry : IRepositories, IBlobs, IManifests, ITags, IUploads, IBlobStorage
{
    private readonly Dictionary<RepositoryName, RepositoryRecord> _repositories = [];
    private readonly Dictionary<(RepositoryName, Digest), BlobRecord> _links = [];
    private readonly Dictionary<(RepositoryName, Digest), NewManifest> _manifests = [];
    private readonly SortedDictionary<(string, string), Digest> _tags = new(Comparer<(string, string)>.Create(Compare));
    private readonly HashSet<(RepositoryName, UploadId)> _uploads = [];
    private readonly HashSet<UploadId> _open = [];

    /// <summary>Stored bytes.</summary>
    public Dictionary<BlobKey, byte[]> Blobs { get; } = [];

    /// <summary>Received bytes of uploads.</summary>
    public Dictionary<UploadId, byte[]> Uploads { get; } = [];

    public Dictionary<long, long> Pulls { get; } = [];

    RepositoryRecord? IRepositories.Find(RepositoryName name) => _repositories.GetValueOrDefault(name);

    public ValueTask<RepositoryRecord> EnsureAsync(RepositoryName name, bool isPublic)
    {
        if (!_repositories.TryGetValue(name, out RepositoryRecord? record))
        {
            record = new RepositoryRecord { Id = _repositories.Count + 1, Name = name, IsPublic = isPublic };
            _repositories.Add(name, record);
        }

        return ValueTask.FromResult(record);
    }

    public IReadOnlyList<RepositoryName> List(Viewer viewer, RepositoryName? last, int count) =>
        [.. _repositories.Keys.Order().Where(name => last is not { } after || name.CompareTo(after) > 0).Take(count)];

    public ValueTask<bool> UpdateAsync(RepositoryName name, bool? isPublic, string? summary, string? description) => throw new NotSupportedException();

    public ValueTask<bool> RemoveAsync(RepositoryName name) => throw new NotSupportedException();

    public ValueTask CountPullsAsync(IReadOnlyDictionary<long, long> pullsByRepositoryId)
    {
        foreach (var (id, count) in pullsByRepositoryId)
        {
            Pulls[id] = Pulls.GetValueOrDefault(id) + count;
        }

        return ValueTask.CompletedTask;
    }

    BlobRecord? IBlobs.Find(RepositoryName repository, Digest digest) => _links.TryGetValue((repository, digest), out BlobRecord blob) ? blob : null;

    public ValueTask<BlobRecord> AddAsync(RepositoryName repository, BlobRecord blob)
    {
        _uploads.Remove((repository, blob.Key.Upload));
        BlobRecord kept = _links.FirstOrDefault(link => link.Key.Item2 == blob.Key.Digest) is { Value.Key.Digest.IsEmpty: false } other ? other.Value : blob;
        _links[(repository, blob.Key.Digest)] = kept;
        return ValueTask.FromResult(kept);
    }

    public IReadOnlyList<RepositoryName> Holders(Digest digest, int count) =>
        [.. _links.Keys.Where(key => key.Item2 == digest).Select(key => key.Item1).Take(count)];

    public ValueTask<bool> MountAsync(RepositoryName target, RepositoryName source, Digest digest)
    {
        bool isThere = _links.TryGetValue((source, digest), out BlobRecord blob);
        if (isThere)
        {
            _links[(target, digest)] = blob;
        }

        return ValueTask.FromResult(isThere);
    }

    public ValueTask<bool> UnlinkAsync(RepositoryName repository, Digest digest) => ValueTask.FromResult(_links.Remove((repository, digest)));

    public ManifestRecord? Find(RepositoryName repository, Digest digest) => _manifests.GetValueOrDefault((repository, digest))?.Manifest;

    public ManifestRecord? Find(RepositoryName repository, string tag) =>
        _tags.TryGetValue((repository.ToString(), tag), out Digest digest) ? Find(repository, digest) : null;

    public ValueTask PutAsync(RepositoryName repository, NewManifest manifest, IReadOnlyList<string> tags, string? pushedBy)
    {
        _manifests[(repository, manifest.Manifest.Digest)] = manifest;
        foreach (string tag in tags)
        {
            _tags[(repository.ToString(), tag)] = manifest.Manifest.Digest;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> RemoveAsync(RepositoryName repository, Digest digest) => ValueTask.FromResult(_manifests.Remove((repository, digest)));

    public ValueTask<bool> RemoveTagAsync(RepositoryName repository, string tag) => ValueTask.FromResult(_tags.Remove((repository.ToString(), tag)));

    public IReadOnlyList<ReferrerRecord> Referrers(RepositoryName repository, Digest subject, ReferrerFilter filter) =>
    [
        .. _manifests.Where(entry => entry.Key.Item1 == repository && entry.Value.Subject == subject)
            .Select(entry => entry.Value)
            .Where(manifest => filter.ArtifactType is null || manifest.ArtifactType == filter.ArtifactType)
            .Where(manifest => filter.After is not { } after || manifest.Manifest.Digest > after)
            .OrderBy(manifest => manifest.Manifest.Digest)
            .Take(filter.Count)
            .Select(manifest => new ReferrerRecord(
                manifest.Manifest.Digest, manifest.Manifest.MediaType, manifest.Manifest.Content.Length, manifest.ArtifactType, filter.WithAnnotations ? manifest.AnnotationsJson : null)),
    ];

    public IReadOnlyList<string> Names(RepositoryName repository, string? last, int count) =>
    [
        .. _tags.Keys.Where(key => key.Item1 == repository.ToString()).Select(key => key.Item2)
            .Where(tag => last is null || string.CompareOrdinal(tag, last) > 0).Take(count),
    ];

    public IReadOnlyList<TagRecord> Latest(RepositoryName repository, int skip, int count) => throw new NotSupportedException();

    public ValueTask<UploadId> BeginAsync(RepositoryName repository)
    {
        var upload = UploadId.New();
        _uploads.Add((repository, upload));
        return ValueTask.FromResult(upload);
    }

    public bool Contains(RepositoryName repository, UploadId upload) => _uploads.Contains((repository, upload));

    public ValueTask<bool> EndAsync(RepositoryName repository, UploadId upload) => ValueTask.FromResult(_uploads.Remove((repository, upload)));

    public ValueTask<IUploadWriter> OpenUploadAsync(UploadId upload, CancellationToken cancellation) => _open.Add(upload)
        ? ValueTask.FromResult<IUploadWriter>(new Writer(this, upload))
        : throw new RegistryException(ErrorCode.BlobUploadInvalid, "somebody else is writing", status: StatusCodes.Status409Conflict);

    public ValueTask<long> UploadLengthAsync(UploadId upload) => ValueTask.FromResult<long>(Uploads.GetValueOrDefault(upload)?.Length ?? 0);

    public ValueTask DiscardAsync(UploadId upload)
    {
        Uploads.Remove(upload);
        return ValueTask.CompletedTask;
    }

    public IBlobContent? Open(BlobKey key) => Blobs.TryGetValue(key, out byte[]? bytes) ? new Content(bytes) : null;

    public ValueTask DeleteAsync(BlobKey key)
    {
        Blobs.Remove(key);
        return ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<StoredItem> ListAsync(CancellationToken cancellation) => throw new NotSupportedException();

    private static int Compare((string, string) left, (string, string) right) => string.CompareOrdinal(left.Item1, right.Item1) is not 0 and var order
        ? order
        : string.CompareOrdinal(left.Item2, right.Item2);

    private sealed class Content(byte[] bytes) : IBlobContent
    {
        public long Length => bytes.Length;

        public Task SendAsync(HttpResponse response, long offset, long count, CancellationToken cancellation) =>
            response.Body.WriteAsync(bytes, (int)offset, (int)count, cancellation);

        public Stream OpenStream() => new MemoryStream(bytes);

        public void Dispose()
        {
        }
    }

    private sealed class Writer(MemoryRegistry owner, UploadId upload) : IUploadWriter
    {
        public long Length => Bytes.Length;

        private byte[] Bytes => owner.Uploads.GetValueOrDefault(upload) ?? [];

        public async ValueTask AppendAsync(PipeReader body, long limit, CancellationToken cancellation)
        {
            using var received = new MemoryStream();
            await body.CopyToAsync(received, cancellation);
            if (Length + received.Length > limit)
            {
                throw new RegistryException(ErrorCode.SizeInvalid, "too large");
            }

            owner.Uploads[upload] = [.. Bytes, .. received.ToArray()];
        }

        public ValueTask<Digest> DigestAsync(string algorithm, CancellationToken cancellation) => ValueTask.FromResult(ContentDigest.Of(Bytes, algorithm));

        public ValueTask<BlobKey> CommitAsync(Digest digest, CancellationToken cancellation)
        {
            var key = new BlobKey(digest, upload);
            owner.Blobs[key] = Bytes;
            owner.Uploads.Remove(upload);
            return ValueTask.FromResult(key);
        }

        public ValueTask DisposeAsync()
        {
            owner._open.Remove(upload);
            return ValueTask.CompletedTask;
        }
    }
}
