using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Observability;
using Berth.Registry.Storage;

namespace Berth.Registry.Protocol;

/// <summary>From received bytes to a blob: (1) receive, (2) compare the digest, (3) make the bytes durable, (4) record them, (5) answer.</summary>
internal sealed class UploadSession(IUploads uploads, IBlobs blobs, IBlobStorage storage, RegistryOptions options)
{
    /// <summary>A request that is a whole blob. Nobody else knows its upload: whatever goes wrong, nothing of it stays.</summary>
    public async ValueTask TakeWholeAsync(HttpContext http, RepositoryName name, UploadId upload, Digest digest)
    {
        BlobRecord? blob;
        try
        {
            await using IUploadWriter writer = await storage.OpenUploadAsync(upload, http.RequestAborted);
            await ReceiveAsync(http, writer, options.LargestBlob);
            blob = await CommitAsync(writer, digest, http.RequestAborted);
        }
        catch
        {
            await DropAsync(name, upload);
            throw;
        }

        await FinishAsync(http, name, upload, digest, blob);
    }

    /// <summary>(1) Appends a request's body.</summary>
    /// <param name="limit">Bytes the upload may have altogether.</param>
    public async ValueTask ReceiveAsync(HttpContext http, IUploadWriter writer, long limit)
    {
        HttpRequest request = http.Request;
        if (request.ContentLength is 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0))
        {
            return;
        }

        if (request.ContentLength > limit - writer.Length)
        {
            throw TooLarge();
        }

        long before = writer.Length;
        try
        {
            await writer.AppendAsync(request.BodyReader, limit, http.RequestAborted);
        }
        catch (RegistryException e) when (e.Code == ErrorCode.SizeInvalid && limit == options.LargestBlob)
        {
            throw TooLarge();
        }
        finally
        {
            RequestRecord.Of(http)?.BytesIn = writer.Length - before;
        }
    }

    /// <summary>(2, 3) Null: the digest is another one.</summary>
    public static async ValueTask<BlobRecord?> CommitAsync(IUploadWriter writer, Digest digest, CancellationToken cancellation)
    {
        if (await writer.DigestAsync(digest.Algorithm, cancellation) != digest)
        {
            return null;
        }

        long size = writer.Length;
        return new BlobRecord(await writer.CommitAsync(digest, cancellation), size);
    }

    /// <summary>(4, 5) Records what was committed; where nothing was, the upload is dropped and the client told.</summary>
    /// <exception cref="RegistryException"><see cref="ErrorCode.DigestInvalid"/></exception>
    public async ValueTask FinishAsync(HttpContext http, RepositoryName name, UploadId upload, Digest digest, BlobRecord? committed)
    {
        if (committed is not { } blob)
        {
            await DropAsync(name, upload);
            throw new RegistryException(ErrorCode.DigestInvalid, "provided digest did not match uploaded content", digest.ToString());
        }

        BlobRecord kept = await blobs.AddAsync(name, blob);
        if (kept.Key != blob.Key)
        {
            await storage.DeleteAsync(blob.Key);
        }

        AnswerCreated(http, name, digest);
    }

    /// <summary>201: the repository has the blob.</summary>
    public static void AnswerCreated(HttpContext http, RepositoryName name, Digest digest)
    {
        HttpResponse response = http.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = $"/v2/{name}/blobs/{digest}";
        response.Headers[ProtocolHeaders.ContentDigest] = digest.ToString();
        response.ContentLength = 0;
    }

    private async ValueTask DropAsync(RepositoryName name, UploadId upload)
    {
        await uploads.EndAsync(name, upload);
        await storage.DiscardAsync(upload);
    }

    private RegistryException TooLarge() =>
        new(ErrorCode.SizeInvalid, $"a blob has at most {options.LargestBlob} bytes here", status: StatusCodes.Status413PayloadTooLarge);
}
