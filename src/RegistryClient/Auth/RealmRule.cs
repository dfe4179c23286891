using System.Net;

namespace Berth.RegistryClient.Auth;

/// <summary>
/// To which token services a host's word may send us, and whether credentials may go there (ADR 0010).
/// <code>
/// the host's challenge came       realm                               token asked for    with credentials
/// over TLS, certificate checked   https, any host                     yes                yes
/// over TLS, not checked           https, same host or loopback        yes                yes
/// over TLS, not checked           https, another host                 yes                no: refused where there are some
/// over TLS                        http                                no                 no
/// in the clear                    http(s), same host or loopback      yes                yes
/// in the clear                    http(s), another host               yes                no: refused where there are some
/// </code>
/// Whoever can change an answer in the clear could else have any user's password sent to himself.
/// </summary>
internal static class RealmRule
{
    /// <summary>The realm as a URL that may be asked.</summary>
    /// <param name="own">The host's base as it is in use.</param>
    /// <param name="isChecked">Whether the host's certificate is checked.</param>
    /// <exception cref="RegistryException">The rule forbids it.</exception>
    public static Uri Check(string realm, Uri own, bool isChecked, bool hasCredentials)
    {
        if (!Uri.TryCreate(own, realm, out Uri? uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0)
        {
            throw Refused($"{own.Authority} names a token service that has no HTTP address");
        }

        bool isOwnSafe = own.Scheme == Uri.UriSchemeHttps;
        if (isOwnSafe && uri.Scheme == Uri.UriSchemeHttp)
        {
            throw Refused($"{own.Authority} names the token service {uri.Authority}, which does not speak TLS; refused");
        }

        if (hasCredentials && !(isOwnSafe && isChecked) && !IsNear(uri, own))
        {
            throw Refused(
                $"{own.Authority} is not a secure registry and names the token service {uri.Authority} on another host; no credentials are sent there");
        }

        return uri;
    }

    private static bool IsNear(Uri uri, Uri own) =>
        string.Equals(uri.IdnHost, own.IdnHost, StringComparison.OrdinalIgnoreCase)
        || uri.Host == "localhost"
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static RegistryException Refused(string message) => new(RegistryErrorKind.InvalidAnswer, message);
}
