namespace Berth.Registry.Web.Html;

/// <summary>Which addresses from descriptions and annotations become links.</summary>
internal static class WebLink
{
    private const int MaxLength = 2048;

    /// <summary>Absolute http, https or mailto, of a reasonable length, without control characters; nothing else is followed.</summary>
    public static bool IsFollowed(string? address) =>
        address is { Length: > 0 and <= MaxLength }
        && !address.AsSpan().ContainsAnyInRange('\0', ' ')
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeMailto || ((uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0));
}
