namespace Berth.Registry.Web.Forms;

/// <summary>Whether a form came from a page of ours, by what the browser says of it (Fetch Metadata; RFC 6454). The form's token is asked for besides.</summary>
internal static class RequestOrigin
{
    /// <param name="fetchSite"><c>Sec-Fetch-Site</c>; null: the browser is old, or the address is not a secure one.</param>
    /// <param name="origin"><c>Origin</c>; null: not sent.</param>
    /// <param name="host">The request's <c>Host</c>.</param>
    /// <param name="publicUrl">Where the registry says it is.</param>
    public static bool IsOurs(string? fetchSite, string? origin, string host, Uri? publicUrl)
    {
        if (fetchSite is not (null or "same-origin" or "none"))
        {
            return false;
        }

        if (origin is null)
        {
            return true;
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && (string.Equals(uri.Authority, host, StringComparison.OrdinalIgnoreCase)
                || string.Equals(uri.Authority, publicUrl?.Authority, StringComparison.OrdinalIgnoreCase));
    }
}
