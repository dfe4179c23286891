namespace Berth.Network;

/// <summary>A network operation that failed. The message is fit for the user, in docker's words where it has them.</summary>
public sealed class NetworkException : Exception
{
    public NetworkException(NetworkErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public NetworkErrorKind Kind { get; }
}
