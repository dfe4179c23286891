using System.Buffers;
using System.Text;

namespace Berth.Registry.Access;

/// <summary>What a request's <c>Authorization</c> brings (RFC 9110, section 11.6.2).</summary>
/// <param name="Token">Of Bearer (RFC 6750, section 2.1); null: Basic.</param>
/// <param name="User">Of Basic (RFC 7617), in UTF-8.</param>
internal sealed record AuthorizationHeader(string? Token, string User, string Password)
{
    private const string BearerPrefix = "Bearer ";
    private const string BasicPrefix = "Basic ";

    /// <summary>Characters of Basic's base64.</summary>
    private const int MaxBasic = 4096;

    /// <summary>Null: neither Basic nor Bearer of the right form.</summary>
    public static AuthorizationHeader? Parse(string text)
    {
        if (text.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return new AuthorizationHeader(text[BearerPrefix.Length..].Trim(), "", "");
        }

        return text.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase) ? ParseBasic(text.AsSpan(BasicPrefix.Length).Trim()) : null;
    }

    private static AuthorizationHeader? ParseBasic(ReadOnlySpan<char> base64)
    {
        if (base64.Length > MaxBasic)
        {
            return null;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(MaxBasic);
        try
        {
            if (!Convert.TryFromBase64Chars(base64, bytes, out int length))
            {
                return null;
            }

            string pair = Encoding.UTF8.GetString(bytes, 0, length);
            int colon = pair.IndexOf(':');
            return colon < 0 ? null : new AuthorizationHeader(null, pair[..colon], pair[(colon + 1)..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
