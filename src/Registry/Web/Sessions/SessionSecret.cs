using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Berth.Registry.Web.Sessions;

/// <summary>
/// What a browser's cookie holds: 256 random bits. Before a log-in it only ties forms to a browser; at log-in a new one is made, so one that somebody
/// else put there is worth nothing.
/// </summary>
internal readonly record struct SessionSecret
{
    private const int Bytes = 32;

    private readonly byte[]? _bytes;

    private SessionSecret(byte[] bytes) => _bytes = bytes;

    /// <summary>SHA-256, what the database keeps.</summary>
    public byte[] Hash => SHA256.HashData(Value);

    private byte[] Value => _bytes ?? throw new InvalidOperationException("an empty secret");

    public static SessionSecret New() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Reads a cookie's value; null: it is none.</summary>
    public static SessionSecret? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bool isOne = text?.Length == Base64Url.GetEncodedLength(Bytes)
            && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out int length) && length == Bytes;
        return isOne ? new SessionSecret(bytes.ToArray()) : null;
    }

    /// <summary>The token that this browser's forms carry: nobody without the cookie can compute it.</summary>
    public string FormToken() => Base64Url.EncodeToString(HMACSHA256.HashData(Value, "form"u8));

    /// <summary>True if a form came from this browser's page.</summary>
    public bool IsFormToken(string? token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(FormToken()), Encoding.UTF8.GetBytes(token ?? ""));

    /// <summary>The cookie's value.</summary>
    public string ToCookie() => Base64Url.EncodeToString(Value);

    /// <summary>Says nothing of the value: it must not end up in a log.</summary>
    public override string ToString() => "session secret";
}
