using System.Net.Sockets;

namespace Berth.Harness;

/// <summary>
/// For clients of a server that is killed: a connection that breaks in the moment after it was made is a <see cref="SocketException"/> of the
/// framework's (it asks for the peer's address), where every other one is an <see cref="HttpRequestException"/>. Here that is one too.
/// </summary>
public sealed class MortalServerHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }
}
