using System.Security.Cryptography;

namespace Berth.Integration.Hostile;

internal static class Hash
{
    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
