using System.Text;

namespace Berth.Oci;

/// <summary>
/// The identity of a layer together with everything below it (OCI image spec, config.md, "Layer ChainID"):
/// the lowest layer's is its diff ID; another's is <c>sha256(parent chain ID + " " + diff ID)</c>.
/// </summary>
public static class ChainId
{
    public static Digest Next(Digest? parent, Digest diffId) =>
        parent is { } below ? Digest.Of(Encoding.ASCII.GetBytes($"{below} {diffId}")) : diffId;

    /// <summary>The chain ID of each layer, lowest first.</summary>
    public static IReadOnlyList<Digest> All(IReadOnlyList<Digest> diffIds)
    {
        var chain = new Digest[diffIds.Count];
        for (int i = 0; i < chain.Length; i++)
        {
            chain[i] = Next(i == 0 ? null : chain[i - 1], diffIds[i]);
        }

        return chain;
    }
}
