using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Berth.Registry.Tokens;

/// <summary>The SHA-256 of a token: what it is remembered by.</summary>
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    /// <param name="token">ASCII.</param>
    public static TokenHash Of(string token)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(token.Length);
        int length = Encoding.ASCII.GetBytes(token, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(bytes);
        return new TokenHash(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
