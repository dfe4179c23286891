using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Berth.Oci;

namespace Berth.Registry.Storage;

/// <summary>An upload's name: 32 hexadecimal digits that nobody can guess, and that no other upload has.</summary>
internal readonly record struct UploadId
{
    private const int Bytes = 16;

    private readonly string? _text;

    private UploadId(string text) => _text = text;

    public static UploadId New() => new(RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true));

    public static bool TryParse([NotNullWhen(true)] string? text, out UploadId id)
    {
        bool isOne = text?.Length == Bytes * 2 && Digest.IsHex(text);
        id = isOne ? new UploadId(text!) : default;
        return isOne;
    }

    public override string ToString() => _text ?? throw new InvalidOperationException("an empty upload has no name");
}
