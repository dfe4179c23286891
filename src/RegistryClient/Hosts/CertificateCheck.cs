using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// Whether a host's certificate is good: the system vouches for it, or one of the authorities that the administrator named for this host.
/// The order of the checks, and their words, are those of Go: its dates, its names, who vouches for it.
/// </summary>
internal sealed class CertificateCheck(X509Certificate2Collection authorities, TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>To be called when a TLS connection is made.</summary>
    /// <exception cref="CertificateException">It is not.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (certificate is not X509Certificate2 leaf)
        {
            throw new CertificateException("x509: the server shows no certificate");
        }

        DateTimeOffset now = time.GetUtcNow();
        if (now > leaf.NotAfter || now < leaf.NotBefore)
        {
            throw new CertificateException(
                $"x509: certificate has expired or is not yet valid: current time {Rfc3339(now)} is "
                + (now > leaf.NotAfter ? $"after {Rfc3339(leaf.NotAfter)}" : $"before {Rfc3339(leaf.NotBefore)}"));
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new CertificateException(NameText(leaf, (sender as SslStream)?.TargetHostName ?? ""));
        }

        return IsVouchedFor(leaf, chain) ? true : throw new CertificateException("x509: certificate signed by unknown authority");
    }

    /// <summary>The names that a certificate is for, and the one that was wanted.</summary>
    internal static string NameText(X509Certificate2 leaf, string host)
    {
        X509SubjectAlternativeNameExtension? names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        bool isAddress = IPAddress.TryParse(host, out _);
        string[] valid = isAddress
            ? [.. names?.EnumerateIPAddresses().Select(a => a.ToString()) ?? []]
            : [.. names?.EnumerateDnsNames() ?? []];
        if (valid.Length > 0)
        {
            return $"x509: certificate is valid for {string.Join(", ", valid)}, not {host}";
        }

        return isAddress
            ? $"x509: cannot validate certificate for {host} because it doesn't contain any IP SANs"
            : $"x509: certificate is not valid for any names, but wanted to match {host}";
    }

    private bool IsVouchedFor(X509Certificate2 leaf, X509Chain? chain)
    {
        if (authorities.Count == 0)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        if (own.Build(leaf))
        {
            return true;
        }

        // What the administrator named is an anchor, whoever issued it.
        X509Certificate2 top = own.ChainElements[^1].Certificate;
        return own.ChainStatus.All(s => s.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.NoError)
            && authorities.Any(a => a.RawDataMemory.Span.SequenceEqual(top.RawDataMemory.Span));
    }

    private static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
