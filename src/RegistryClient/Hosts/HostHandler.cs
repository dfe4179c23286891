using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// The connections for one host, and for where it sends us. Its client certificates are shown to nobody else; its authorities vouch for its
/// token service and storage too, as in docker. Certificates that change are read again with the next request.
/// </summary>
internal sealed class HostHandler(RegistryHost host, IWebProxy? proxy, TimeProvider time) : HttpMessageHandler
{
    private static readonly TimeSpan s_dialTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_mirrorDialTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Handlers? _handlers;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Handlers handlers = Current();
        return (IsOwn(request.RequestUri!) ? handlers.Own : handlers.Others).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _handlers?.Own.Dispose();
            _handlers?.Others.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool IsOwn(Uri uri) => uri.Port == host.Base.Port && string.Equals(uri.IdnHost, host.Base.IdnHost, StringComparison.OrdinalIgnoreCase);

    private Handlers Current()
    {
        string fingerprint = CertificateFiles.Fingerprint(host);
        lock (_gate)
        {
            if (_handlers?.Fingerprint == fingerprint)
            {
                return _handlers;
            }

            // The earlier ones are not disposed of, as transfers may be on their way; what is idle closes itself.
            HostCertificates certificates = CertificateFiles.Read(host);
            var own = new HttpMessageInvoker(Create(certificates.Authorities, certificates.Clients));
            HttpMessageInvoker others = certificates.Clients.Count == 0 ? own : new HttpMessageInvoker(Create(certificates.Authorities, []));
            return _handlers = new Handlers(fingerprint, own, others);
        }
    }

    private SocketsHttpHandler Create(X509Certificate2Collection authorities, IReadOnlyList<SslStreamCertificateContext> clients)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // The numbers of our traces are nobody else's business.
            ActivityHeadersPropagator = null,
            Proxy = proxy,
            ConnectTimeout = host.DialTimeout ?? (host.IsMirror ? s_mirrorDialTimeout : s_dialTimeout),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 64 * 1024,
        };
        SslClientAuthenticationOptions tls = handler.SslOptions;
        tls.CertificateChainPolicy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,

            // The addresses of issuers' certificates are in what the server sends.
            DisableCertificateDownloads = true,
        };
#pragma warning disable CA5359 // The administrator has said that nobody need vouch for this host (insecure-registries), or it is on the loopback.
        tls.RemoteCertificateValidationCallback = host.IsChecked ? new CertificateCheck(authorities, time).Validate : (_, _, _, _) => true;
#pragma warning restore CA5359
        if (clients.Count > 0)
        {
            tls.ClientCertificateContext = clients[0];
        }

        if (clients.Count > 1)
        {
            tls.ClientCertificateContext = null;
            tls.LocalCertificateSelectionCallback = (_, _, _, _, issuers) => Choose(clients, issuers);
        }

        return handler;
    }

    /// <summary>The first certificate that the server asks for by its issuer, else the first.</summary>
    private static X509Certificate2 Choose(IReadOnlyList<SslStreamCertificateContext> clients, string[] issuers) =>
        (clients.FirstOrDefault(c => issuers.Contains(c.TargetCertificate.Issuer)) ?? clients[0]).TargetCertificate;

    private sealed record Handlers(string Fingerprint, HttpMessageInvoker Own, HttpMessageInvoker Others);
}
