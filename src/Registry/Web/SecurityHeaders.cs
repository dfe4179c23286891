namespace Berth.Registry.Web;

/// <summary>What every answer of the pages forbids a browser.</summary>
internal static class SecurityHeaders
{
    /// <summary>Nothing but our own style, script and image; no inline ones; forms only to us; no frames around us.</summary>
    public const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void Set(IHeaderDictionary headers, bool isSecure)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (isSecure)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
