using System.Net.Sockets;

namespace Berth.EngineApi.Http;

/// <summary>The daemon answered with a status of 400 or more.</summary>
public sealed class EngineApiException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}

/// <summary>The daemon could not be reached.</summary>
public sealed class EngineConnectionException(EngineEndpoint endpoint, Exception inner) : IOException(inner.Message, inner)
{
    /// <summary>The endpoint that was tried.</summary>
    public EngineEndpoint Endpoint { get; } = endpoint;

    /// <summary>True when the socket is there and this user may not use it.</summary>
    public bool IsPermissionDenied => InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied };
}
