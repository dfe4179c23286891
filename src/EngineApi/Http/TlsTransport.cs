using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Berth.EngineApi.Http;

/// <summary>TLS 1.2 or 1.3 over a socket.</summary>
internal sealed class TlsTransport : EngineTransport
{
    private readonly Socket _socket;
    private readonly SslStream _stream;

    private TlsTransport(Socket socket)
    {
        _socket = socket;
        _stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Shakes hands; the socket belongs to the transport, also where this fails.</summary>
    /// <exception cref="IOException">The daemon speaks no TLS, is not trusted, or does not trust this client.</exception>
    public static TlsTransport Connect(Socket socket, string host, ClientTls tls)
    {
        var transport = new TlsTransport(socket);
        try
        {
            transport._stream.AuthenticateAsClient(Options(host, tls));
            return transport;
        }
        catch (AuthenticationException e)
        {
            transport.Dispose();
            throw new IOException("tls: " + (e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message), e);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _stream.Read(buffer);
        }
        catch (IOException e) when (e.InnerException is SocketException inner)
        {
            throw new SocketException((int)inner.SocketErrorCode);
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException e) when (e.InnerException is SocketException inner)
        {
            throw new SocketException((int)inner.SocketErrorCode);
        }
    }

    /// <summary>TLS has a word for it, close_notify (RFC 8446 section 6.1); the socket stays open for what is still to come.</summary>
    public override void CloseWrite()
    {
        try
        {
            _stream.ShutdownAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The peer was faster.
        }
    }

    public override void Abort()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }
    }

    protected override void Dispose(bool disposing) => _stream.Dispose();

    private static SslClientAuthenticationOptions Options(string host, ClientTls tls)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = Policy(tls),
            ClientCertificateContext = tls.Certificate is null
                ? null
                : SslStreamCertificateContext.Create(tls.Certificate, tls.Intermediates, offline: true),
        };
        if (tls.SkipVerify)
        {
#pragma warning disable CA5359 // Asked for by the user: --tls without --tlsverify, or a context with skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return options;
    }

    private static X509ChainPolicy Policy(ClientTls tls)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (tls.Authorities is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }
}
