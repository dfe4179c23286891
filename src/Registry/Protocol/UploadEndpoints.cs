using System.Globalization;
using Berth.Oci;
using Berth.Registry.Access;
using Berth.Registry.Errors;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Protocol;

/// <summary><c>/v2/NAME/blobs/uploads/</c> and what it hands out (OCI distribution spec, "Pushing blobs").</summary>
internal sealed class UploadEndpoints(
    IAuthorizer authorizer, IRepositories repositories, IUploads uploads, IBlobs blobs, IBlobStorage storage, UploadSession session, RegistryOptions options)
{
    private const RepositoryActions PushActions = RepositoryActions.Pull | RepositoryActions.Push;

    // Repositories that a mount without a source looks through.
    private const int MountCandidates = 32;

    /// <summary>POST: mounts a blob, takes a whole one, or begins an upload; a mount that cannot be done becomes an upload.</summary>
    public async Task BeginAsync(HttpContext http, RepositoryName name)
    {
        Caller caller = await authorizer.DemandAsync(http, name, PushActions);
        HttpRequest request = http.Request;
        Digest? mount = request.Parameter("mount") is { } mountText ? References.ParseDigest(mountText) : null;
        Digest? whole = request.Parameter("digest") is { } wholeText ? References.ParseDigest(wholeText) : null;
        CheckAlgorithm(request.Parameter("digest-algorithm"));
        await repositories.EnsureAsync(name, options.NewRepositoriesArePublic || caller.IsEveryone);
        if (mount is { } wanted && await TryMountAsync(caller, name, wanted, request.Parameter("from")))
        {
            UploadSession.AnswerCreated(http, name, wanted);
            return;
        }

        UploadId upload = await uploads.BeginAsync(name);
        if (whole is { } digest)
        {
            await session.TakeWholeAsync(http, name, upload, digest);
            return;
        }

        AnswerProgress(http.Response, name, upload, 0);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentLength = 0;
    }

    /// <summary>GET: how much has come.</summary>
    public async Task StatusAsync(HttpContext http, Route route)
    {
        UploadId upload = await FindAsync(http, route);
        AnswerProgress(http.Response, route.Name, upload, await storage.UploadLengthAsync(upload));
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>PATCH: a chunk, or, without a range, a stream to append.</summary>
    public async Task AppendAsync(HttpContext http, Route route)
    {
        UploadId upload = await FindAsync(http, route);
        long length;
        await using (IUploadWriter writer = await storage.OpenUploadAsync(upload, http.RequestAborted))
        {
            await ReceiveAsync(http, route.Name, upload, writer);
            length = writer.Length;
        }

        AnswerProgress(http.Response, route.Name, upload, length);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentLength = 0;
    }

    /// <summary>PUT: the last chunk, where there is one, and the end.</summary>
    public async Task CompleteAsync(HttpContext http, Route route)
    {
        UploadId upload = await FindAsync(http, route);
        Digest digest = References.ParseDigest(http.Request.Parameter("digest") ?? "");
        BlobRecord? blob;
        await using (IUploadWriter writer = await storage.OpenUploadAsync(upload, http.RequestAborted))
        {
            await ReceiveAsync(http, route.Name, upload, writer);
            blob = await UploadSession.CommitAsync(writer, digest, http.RequestAborted);
        }

        await session.FinishAsync(http, route.Name, upload, digest, blob);
    }

    /// <summary>DELETE: nothing comes of it.</summary>
    public async Task CancelAsync(HttpContext http, Route route)
    {
        UploadId upload = await FindAsync(http, route);
        if (!await uploads.EndAsync(route.Name, upload))
        {
            throw Unknown(route.Reference);
        }

        await storage.DiscardAsync(upload);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static RegistryException Unknown(string reference) => new(ErrorCode.BlobUploadUnknown, "blob upload unknown to registry", reference);

    private static void CheckAlgorithm(string? algorithm)
    {
        if (algorithm is not (null or "sha256" or "sha512"))
        {
            throw new RegistryException(ErrorCode.DigestInvalid, "unknown digest algorithm: sha256 and sha512 are known", algorithm);
        }
    }

    private static void AnswerProgress(HttpResponse response, RepositoryName name, UploadId upload, long length)
    {
        response.Headers.Location = $"/v2/{name}/blobs/uploads/{upload}";
        response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, length - 1)}");
        response.Headers[ProtocolHeaders.UploadId] = upload.ToString();
    }

    private async ValueTask<UploadId> FindAsync(HttpContext http, Route route)
    {
        await authorizer.DemandAsync(http, route.Name, PushActions);
        return UploadId.TryParse(route.Reference, out UploadId upload) && uploads.Contains(route.Name, upload) ? upload : throw Unknown(route.Reference);
    }

    // Appends the request's body, where it belongs.
    private async ValueTask ReceiveAsync(HttpContext http, RepositoryName name, UploadId upload, IUploadWriter writer)
    {
        HttpRequest request = http.Request;
        if (request.Headers.ContentRange.Count == 0)
        {
            await session.ReceiveAsync(http, writer, options.LargestBlob);
            return;
        }

        ChunkRange chunk = ChunkRange.Parse(request.Headers.ContentRange.ToString());
        long before = writer.Length;
        if (chunk.First != before)
        {
            AnswerProgress(http.Response, name, upload, before);
            throw new RegistryException(
                ErrorCode.BlobUploadInvalid, "the chunk does not begin where the upload ends", status: StatusCodes.Status416RangeNotSatisfiable);
        }

        if ((request.ContentLength ?? chunk.Length) != chunk.Length)
        {
            throw new RegistryException(ErrorCode.SizeInvalid, "Content-Length and Content-Range disagree");
        }

        await session.ReceiveAsync(http, writer, Math.Min(options.LargestBlob, chunk.Length > long.MaxValue - before ? long.MaxValue : before + chunk.Length));
        if (writer.Length - before != chunk.Length)
        {
            throw new RegistryException(ErrorCode.SizeInvalid, "the chunk is shorter than its Content-Range");
        }
    }

    private async ValueTask<bool> TryMountAsync(Caller caller, RepositoryName target, Digest digest, string? from)
    {
        if (from is not null)
        {
            return RepositoryName.TryParse(from, out RepositoryName source) && await TryMountAsync(caller, target, source, digest);
        }

        if (blobs.Find(target, digest) is not null)
        {
            return true;
        }

        foreach (RepositoryName holder in blobs.Holders(digest, MountCandidates))
        {
            if (await TryMountAsync(caller, target, holder, digest))
            {
                return true;
            }
        }

        return false;
    }

    // Whoever may not pull the source learns nothing of what it has.
    private async ValueTask<bool> TryMountAsync(Caller caller, RepositoryName target, RepositoryName source, Digest digest) =>
        (await authorizer.AllowedAsync(caller, source)).HasFlag(RepositoryActions.Pull) && await blobs.MountAsync(target, source, digest);
}
