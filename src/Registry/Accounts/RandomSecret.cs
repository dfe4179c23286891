using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Berth.Registry.Accounts;

/// <summary>
/// Secrets that the registry makes up: a prefix, so that scanners of source code know a leaked one, and 256 random bits in base64url. Nobody guesses
/// them, so that a plain SHA-256 is kept of them and no slow hash.
/// </summary>
internal static class RandomSecret
{
    /// <summary>Begins a personal access token.</summary>
    public const string AccessToken = "berth_pat_";

    /// <summary>Begins a refresh token.</summary>
    public const string RefreshToken = "berth_rt_";

    private const int Bytes = 32;

    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether it could be one, of that prefix.</summary>
    public static bool IsOne(string secret, string prefix) =>
        secret.Length == prefix.Length + 43 && secret.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>What the database keeps, 32 bytes.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
