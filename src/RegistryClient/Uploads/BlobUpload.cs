using System.Net;
using Berth.Oci;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Errors;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient.Uploads;

/// <summary>
/// Sends one blob to a host (distribution spec, "Pushing blobs"):
/// <list type="number">
/// <item><c>POST</c> begins the upload; its answer says where it goes on.</item>
/// <item>The bytes go: all of them with the <c>PUT</c> that closes it; or, while they are still being made, in a <c>PATCH</c> of unknown
/// length; or in chunks, a <c>PATCH</c> each with its <c>Content-Range</c>.</item>
/// <item><c>PUT</c> with the digest closes it.</item>
/// <item>What breaks off is asked for after a pause, and goes on in chunks from the byte that the registry has; where it has none, or will
/// not say, the upload begins anew.</item>
/// <item>What is given up is cancelled with <c>DELETE</c>, so that the registry keeps nothing of it.</item>
/// </list>
/// </summary>
internal sealed class BlobUpload(
    RemoteRepository repository, HostConnection host, IUploadContent content, RegistryClientOptions options, Action<long>? sent)
{
    // So much more that the registry has makes the failures before it forgotten: a bad line takes long, and gets there.
    private const long Progress = 1 << 20;

    // Small bodies are sent without asking whether they are welcome.
    private const long SmallBody = 1 << 20;

    private readonly ChunkSizes _chunks = new();
    private readonly TokenScope _scope = TokenScope.Push(repository.PathAt(host));
    private UploadSession? _session;
    private bool _isClosing;

    /// <summary>Returns what the registry then has.</summary>
    /// <exception cref="RegistryException">It refuses, or fails for good. Whatever the content's making throws comes through too.</exception>
    public async Task<Descriptor> RunAsync(CancellationToken cancellation)
    {
        var retry = new Retry(options);
        int failures = 0;
        long reached = 0;
        try
        {
            while (true)
            {
                try
                {
                    // 1. to 3.
                    _session ??= await BeginAsync(cancellation);
                    return await SendAsync(_session, cancellation);
                }
                catch (RegistryException e)
                {
                    long now = _session?.Offset ?? 0;
                    failures = now >= reached + Progress ? 1 : failures + 1;
                    reached = Math.Max(reached, now);
                    if (failures >= options.Attempts || retry.Pause(e, failures) is not { } pause)
                    {
                        throw;
                    }

                    await Task.Delay(pause, options.Time, cancellation);
                }

                // 4.
                if (_isClosing && await HasAsync(cancellation) is { } there)
                {
                    return there;
                }

                _session = _session is null ? null : await ResumeAsync(_session, cancellation);
            }
        }
        catch
        {
            // 5.
            await CancelAsync();
            throw;
        }
    }

    private async Task<UploadSession> BeginAsync(CancellationToken cancellation)
    {
        var request = new RegistryRequest
        {
            Method = HttpMethod.Post,
            Path = $"/{repository.PathAt(host)}/blobs/uploads/",
            Scope = _scope,
        };
        using HttpResponseMessage response = await repository.SendAsync(host, request, cancellation);
        return response.IsSuccessStatusCode
            ? new UploadSession(UploadAnswer.Location(response, otherwise: null), 0, UploadAnswer.MinimumChunk(response))
            : throw await repository.ErrorAsync(host, response, cancellation);
    }

    private async Task<Descriptor> SendAsync(UploadSession session, CancellationToken cancellation)
    {
        _isClosing = false;
        if (session.Offset == 0 && _chunks.IsWhole)
        {
            if (content.Length is { } length)
            {
                Descriptor all = await content.DescribeAsync(cancellation);
                await CloseAsync(session, all, length, cancellation);
                return all;
            }

            session = _session = await PatchAsync(session, count: null, cancellation);
        }

        Descriptor blob = await content.DescribeAsync(cancellation);
        while (session.Offset < blob.Size)
        {
            long count = _chunks.Next(blob.Size - session.Offset, session.MinimumChunk);
            session = _session = await PatchAsync(session, count, cancellation);
        }

        await CloseAsync(session, blob, length: 0, cancellation);
        return blob;
    }

    /// <param name="session">The upload.</param>
    /// <param name="count">Bytes from its offset on; null: all that there will be.</param>
    private async Task<UploadSession> PatchAsync(UploadSession session, long? count, CancellationToken cancellation)
    {
        var request = new RegistryRequest { Method = HttpMethod.Patch, Location = session.Location };
        using HttpResponseMessage response = await SendBodyAsync(request, session.Offset, count, cancellation);
        await CheckAsync(response, cancellation);
        long end = count is { } known ? session.Offset + known : content.Length ?? 0;
        long received = UploadAnswer.Received(response) ?? end;
        return received > session.Offset && received <= end
            ? session with { Location = UploadAnswer.Location(response, session.Location), Offset = received }
            : throw new RegistryException(
                RegistryErrorKind.InvalidAnswer, $"{host.Base.Authority} says that it has {received} bytes of a blob, of which {end} were sent");
    }

    /// <param name="session">The upload.</param>
    /// <param name="blob">What it is.</param>
    /// <param name="length">Bytes that go with the request: all or none.</param>
    private async Task CloseAsync(UploadSession session, Descriptor blob, long length, CancellationToken cancellation)
    {
        _isClosing = true;
        var request = new RegistryRequest
        {
            Method = HttpMethod.Put,
            Location = UploadAnswer.Closing(session.Location, blob.Digest.ToString()),
        };
        using HttpResponseMessage response = await SendBodyAsync(request, offset: 0, length, cancellation);
        await CheckAsync(response, cancellation);
        sent?.Invoke(blob.Size);
    }

    private async Task<HttpResponseMessage> SendBodyAsync(RegistryRequest request, long offset, long? count, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);

        // A refusal that comes before the body costs no body.
        bool asks = count is null or > SmallBody;
        RegistryRequest whole = request with
        {
            Scope = _scope,
            Headers = asks ? [new("Expect", "100-continue")] : [],
            Content = () =>
            {
                late.CancelAfter(Timeout.InfiniteTimeSpan);
                var body = new UploadBody(content, offset, count, options, sent, () => late.CancelAfter(options.UploadAnswerTimeout));
                if (request.Method == HttpMethod.Patch && count is { } known)
                {
                    body.Headers.TryAddWithoutValidation("Content-Range", $"{offset}-{offset + known - 1}");
                }

                return body;
            },
        };
        try
        {
            return await repository.SendAsync(host, whole, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw NetworkErrors.Timeout(request.Method, request.Location!);
        }
    }

    /// <summary>Throws for an answer that says no; so that it is tried again where the upload only stands elsewhere than thought, or is lost.</summary>
    private async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        RegistryException error = await repository.ErrorAsync(host, response, cancellation);
        bool mayGoOn = response.StatusCode switch
        {
            HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.NotFound => true,
            HttpStatusCode.RequestEntityTooLarge => _chunks.Shrink(_session?.MinimumChunk ?? 0),
            _ => false,
        };
        throw mayGoOn ? new RegistryException(error.Kind, error.Message) { Code = error.Code, IsTransient = true } : error;
    }

    private async Task<Descriptor?> HasAsync(CancellationToken cancellation)
    {
        Descriptor blob = await content.DescribeAsync(cancellation);
        return await repository.HasBlobAsync(blob.Digest, cancellation) ? blob : null;
    }

    /// <summary>Where an upload stands; null, after cancelling it, where that is its beginning or nobody knows.</summary>
    private async Task<UploadSession?> ResumeAsync(UploadSession session, CancellationToken cancellation)
    {
        var request = new RegistryRequest { Method = HttpMethod.Get, Location = session.Location, Scope = _scope };
        try
        {
            using HttpResponseMessage response = await repository.SendAsync(host, request, cancellation);

            // "0-0" is what some say of one byte, and some of none.
            if (response.IsSuccessStatusCode && UploadAnswer.Received(response) is { } received and > 1
                && received <= (await content.DescribeAsync(cancellation)).Size)
            {
                return session with { Location = UploadAnswer.Location(response, session.Location), Offset = received };
            }
        }
        catch (RegistryException)
        {
            // It begins anew.
        }

        await CancelAsync();
        return null;
    }

    private async Task CancelAsync()
    {
        if (_session is not { } session)
        {
            return;
        }

        _session = null;
        using var patience = new CancellationTokenSource(options.CancelTimeout, options.Time);
        try
        {
            var request = new RegistryRequest { Method = HttpMethod.Delete, Location = session.Location, Scope = _scope };
            (await repository.SendAsync(host, request, patience.Token)).Dispose();
        }
        catch (Exception e) when (e is RegistryException or OperationCanceledException)
        {
            // The registry's own clean-up has to find it.
        }
    }
}
