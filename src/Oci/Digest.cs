using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>
/// The name of some bytes by their hash: <c>sha256:</c> and 64 hexadecimal digits (OCI image spec, descriptor.md, "Digests").
/// </summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest : IComparable<Digest>
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";

    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? _text;

    private Digest(string text) => _text = text;

    /// <summary>True of <c>default</c>, which names nothing.</summary>
    public bool IsEmpty => _text is null;

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => Text[..Text.IndexOf(':')];

    /// <summary>The lower-case hexadecimal digits after the colon.</summary>
    public string Hex => Text[(Text.IndexOf(':') + 1)..];

    /// <summary>The first twelve digits, as tables print an image's ID.</summary>
    public string Short => Hex[..12];

    private string Text => _text ?? throw new InvalidOperationException("an empty digest has no text");

    /// <summary>The SHA-256 of <paramref name="bytes"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return FromHash(hash);
    }

    /// <summary>A finished SHA-256 as a digest.</summary>
    public static Digest FromHash(ReadOnlySpan<byte> sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, SHA256.HashSizeInBytes);
        return new Digest($"{Sha256}:{Convert.ToHexStringLower(sha256)}");
    }

    /// <exception cref="FormatException">The text is not a digest of an algorithm we know.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out Digest digest) ? digest : throw new FormatException($"invalid digest \"{text}\"");

    /// <summary>True if every character is a lower-case hexadecimal digit.</summary>
    public static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_hexDigits);

    /// <summary>Only <c>sha256</c> and <c>sha512</c> are known, with lower-case digits of exactly their length.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        int colon = text is null ? -1 : text.IndexOf(':');
        if (text is null || colon < 0)
        {
            return false;
        }

        int digits = text.AsSpan(0, colon) switch
        {
            Sha256 => SHA256.HashSizeInBytes * 2,
            Sha512 => SHA512.HashSizeInBytes * 2,
            _ => -1,
        };
        ReadOnlySpan<char> hex = text.AsSpan(colon + 1);
        if (hex.Length != digits || hex.ContainsAnyExcept(s_hexDigits))
        {
            return false;
        }

        digest = new Digest(text);
        return true;
    }

    public int CompareTo(Digest other) => string.CompareOrdinal(_text, other._text);

    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;

    public override string ToString() => _text ?? "";
}
