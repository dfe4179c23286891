using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Berth.Registry.Hosting;

/// <summary>The certificate that TLS connections get: read from its files, and read again when they change. Connections that there are keep theirs.</summary>
internal sealed class ServerCertificate
{
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly Lock _lock = new();
    private (string Certificate, string Key) _text;

    private ServerCertificate(string certificateFile, string keyFile)
    {
        _certificateFile = certificateFile;
        _keyFile = keyFile;
        _text = ReadFiles();
        (Current, Expires) = Load(_text.Certificate, _text.Key);
    }

    /// <summary>What the next connection gets: TLS 1.2 or 1.3, HTTP/2 or HTTP/1.1.</summary>
    public SslServerAuthenticationOptions Current { get; private set; }

    /// <summary>The end of its validity.</summary>
    public DateTimeOffset Expires { get; private set; }

    /// <exception cref="IOException">A file cannot be read, is none, or the two do not belong together.</exception>
    public static ServerCertificate Open(string certificateFile, string keyFile) => new(certificateFile, keyFile);

    /// <summary>Reads the files again; where they are wrong the old certificate stays.</summary>
    /// <returns>False: they have not changed.</returns>
    /// <exception cref="IOException">A file cannot be read, is none, or the two do not belong together: one may have been replaced before the other.</exception>
    public bool Reload()
    {
        lock (_lock)
        {
            (string Certificate, string Key) text = ReadFiles();
            if (text == _text)
            {
                return false;
            }

            (Current, Expires) = Load(text.Certificate, text.Key);
            _text = text;
            return true;
        }
    }

    // Of a symbolic link among directories (as Kubernetes and certbot have them) no time of the file tells that it changed; the text does.
    private (string Certificate, string Key) ReadFiles()
    {
        try
        {
            return (File.ReadAllText(_certificateFile), File.ReadAllText(_keyFile));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private (SslServerAuthenticationOptions Options, DateTimeOffset Expires) Load(string certificate, string key)
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificate, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            };
            return (options, new DateTimeOffset(leaf.NotAfter));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new IOException($"{_certificateFile} and {_keyFile} are no certificate and its unencrypted key in PEM: {e.Message}", e);
        }
    }
}
