using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using Berth.EngineApi.Http;

namespace Berth.EngineApi;

/// <summary>
/// A client of the Engine API. Calls block, because a command has nothing else to do until the daemon answers; several threads may
/// call at once, each call then has a connection of its own.
/// </summary>
/// <remarks>
/// Version: requests carry <see cref="LatestVersion"/> without asking first. A daemon that is older refuses with the version it
/// supports; the client takes that one and repeats, so that only old daemons cost a second round trip.
/// </remarks>
public sealed partial class EngineClient : IDisposable
{
    /// <summary>The newest version of the API this client knows.</summary>
    public const string LatestVersion = "1.51";

    private readonly Lock _gate = new();
    private readonly bool _versionIsFixed;
    private HttpConnection? _idle;
    private bool _versionIsKnown;

    /// <param name="endpoint">Where the daemon listens.</param>
    /// <param name="version">A version to keep to; null negotiates.</param>
    public EngineClient(EngineEndpoint endpoint, string? version = null)
    {
        Endpoint = endpoint;
        Version = version ?? LatestVersion;
        _versionIsFixed = version is not null;
    }

    /// <summary>Where the daemon listens.</summary>
    public EngineEndpoint Endpoint { get; }

    /// <summary>Header lines of every request, each <c>Name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; set; } = [];

    /// <summary>Is told what is asked and what comes back, a line each; null: nobody.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>The version that requests carry now.</summary>
    public string Version { get; private set; }

    public void Dispose() => _idle?.Dispose();

    /// <summary>Sends a request; the caller reads and disposes the answer.</summary>
    /// <exception cref="EngineApiException">The daemon refused.</exception>
    /// <exception cref="EngineConnectionException">The daemon is not there.</exception>
    public EngineResponse Send(EngineRequest request)
    {
        if (request.Upload is not null)
        {
            SettleVersion();
        }

        while (true)
        {
            var response = Exchange(request);
            if (response.Head.Status < 400)
            {
                _versionIsKnown = true;
                return response;
            }

            var error = ReadError(response);
            if (request.Upload is not null || !TryDowngrade(error))
            {
                throw error;
            }
        }
    }

    /// <summary>Sends a request and takes over the connection that its answer opens.</summary>
    /// <exception cref="EngineApiException">The daemon refused.</exception>
    public HijackedStream Hijack(EngineRequest request)
    {
        while (true)
        {
            var connection = new HttpConnection(Endpoint.Connect());
            var head = Ask(connection, request with { Hijack = true });
            if (head.Status < 400)
            {
                return new HijackedStream(connection);
            }

            var error = ReadError(new EngineResponse(connection, head, connection.OpenBody(head, isHead: false), c => c.Dispose()));
            if (!TryDowngrade(error))
            {
                throw error;
            }
        }
    }

    internal T Get<T>(string target, JsonTypeInfo<T> type)
    {
        using var response = Send(new EngineRequest("GET", target));
        return ReadJson(response, type);
    }

    internal byte[] GetBytes(string target)
    {
        using var response = Send(new EngineRequest("GET", target));
        using var buffer = new MemoryStream();
        response.Body.CopyTo(buffer);
        return buffer.ToArray();
    }

    internal void Post(string target)
    {
        using var response = Send(new EngineRequest("POST", target));
        response.Body.CopyTo(Stream.Null);
    }

    internal TResult Post<TBody, TResult>(string target, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TResult> resultType)
    {
        using var response = Send(new EngineRequest("POST", target) { Body = JsonSerializer.SerializeToUtf8Bytes(body, bodyType) });
        return ReadJson(response, resultType);
    }

    internal static T ReadJson<T>(EngineResponse response, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        response.Body.CopyTo(buffer);
        return JsonSerializer.Deserialize(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), type)
            ?? throw new InvalidDataException("the daemon answered null");
    }

    private static EngineApiException ReadError(EngineResponse response)
    {
        using (response)
        {
            using var buffer = new MemoryStream();
            response.Body.CopyTo(buffer);
            var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
            string message;
            try
            {
                message = JsonSerializer.Deserialize(bytes, EngineApiJson.Wire.ErrorResponse)?.Message ?? "";
            }
            catch (JsonException)
            {
                message = global::System.Text.Encoding.UTF8.GetString(bytes);
            }

            message = message.Trim();
            return new EngineApiException(response.Head.Status, message.Length > 0 ? message : $"request returned status {response.Head.Status}");
        }
    }

    private string Prefix(EngineRequest request) => Endpoint.BasePath + (request.Target == "/_ping" ? "" : "/v" + Version);

    private ResponseHead Ask(HttpConnection connection, EngineRequest request)
    {
        var prefix = Prefix(request);
        connection.Send(Headers.Count == 0 ? request : request with { Headers = [.. Headers, .. request.Headers] }, prefix);
        Trace?.Invoke($"{request.Method} {prefix}{request.Target}");
        var head = connection.ReadHead();
        Trace?.Invoke($"{head.Status} for {request.Method} {prefix}{request.Target}");
        return head;
    }

    private EngineResponse Exchange(EngineRequest request)
    {
        var (connection, isFresh) = Rent();
        while (true)
        {
            try
            {
                var head = Ask(connection, request);
                return new EngineResponse(connection, head, connection.OpenBody(head, request.Method == "HEAD"), Return);
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException && !isFresh && request.Upload is null)
            {
                // The daemon had closed the idle connection; the request was not seen.
                connection.Dispose();
                (connection, isFresh) = (new HttpConnection(Endpoint.Connect()), true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }

    private (HttpConnection Connection, bool IsFresh) Rent()
    {
        lock (_gate)
        {
            if (_idle is { } idle)
            {
                _idle = null;
                return (idle, false);
            }
        }

        return (new HttpConnection(Endpoint.Connect()), true);
    }

    private void Return(HttpConnection connection)
    {
        lock (_gate)
        {
            if (connection.IsReusable && _idle is null)
            {
                _idle = connection;
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>An upload cannot be repeated, so the version is asked for before it.</summary>
    private void SettleVersion()
    {
        if (_versionIsFixed || _versionIsKnown)
        {
            return;
        }

        using var response = Send(new EngineRequest("HEAD", "/_ping"));
        if (response.Head["API-Version"] is { } supported && ApiVersion.IsOlder(supported, Version))
        {
            Version = supported;
        }
    }

    private bool TryDowngrade(EngineApiException error)
    {
        const string marker = "Maximum supported API version is ";
        var at = error.Message.IndexOf(marker, StringComparison.Ordinal);
        if (_versionIsFixed || error.Status != 400 || at < 0)
        {
            return false;
        }

        var supported = error.Message[(at + marker.Length)..].Trim();
        if (!ApiVersion.IsOlder(supported, Version))
        {
            return false;
        }

        Version = supported;
        return true;
    }
}
