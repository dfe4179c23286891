using System.Security.Cryptography;
using System.Text;

namespace Berth.Engine.Containers.Listing;

/// <summary>The identities of the networks that every engine has: made of their names, so that they survive everything.</summary>
internal static class NetworkIdentity
{
    public static string Of(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"network {name}")));
}
