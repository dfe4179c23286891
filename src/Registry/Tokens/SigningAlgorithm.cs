using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Berth.Registry.Tokens;

/// <summary>How tokens are signed (RFC 7518, section 3.1).</summary>
internal static class SigningAlgorithm
{
    /// <summary>ECDSA with P-256 and SHA-256: short tokens; the default.</summary>
    public const string Es256 = SecurityAlgorithms.EcdsaSha256;

    /// <summary>RSA with SHA-256.</summary>
    public const string Rs256 = SecurityAlgorithms.RsaSha256;

    private const int RsaBits = 3072;

    public static bool IsKnown(string name) => name is Es256 or Rs256;

    /// <summary>A new private key, PKCS #8.</summary>
    public static byte[] NewKey(string algorithm)
    {
        using AsymmetricAlgorithm key = algorithm == Es256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(RsaBits);
        return key.ExportPkcs8PrivateKey();
    }

    /// <param name="algorithm">See above.</param>
    /// <param name="privateKey">PKCS #8.</param>
    /// <param name="id">The token's <c>kid</c>.</param>
    public static SecurityKey Import(string algorithm, byte[] privateKey, string id)
    {
        if (algorithm == Es256)
        {
            var curve = ECDsa.Create();
            curve.ImportPkcs8PrivateKey(privateKey, out _);
            return new ECDsaSecurityKey(curve) { KeyId = id };
        }

        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(privateKey, out _);
        return new RsaSecurityKey(rsa) { KeyId = id };
    }
}
