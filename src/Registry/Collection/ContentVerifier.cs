using System.Buffers;
using System.Security.Cryptography;
using Berth.Oci;
using Berth.Registry.Metadata;
using Berth.Registry.Storage;

namespace Berth.Registry.Collection;

/// <summary>
/// Looks whether everything a registry has is whole, while it serves: (1) the database, (2) each manifest's bytes against its digest, (3) that what manifests
/// name is there, (4) each blob's bytes against digest and size; what is damaged there may be marked, so that it is not served and a push brings it again. Memory does not depend on how much there is.
/// </summary>
internal sealed class ContentVerifier(IInventory inventory, IBlobStorage storage, bool marksDamage = false)
{
    private const int ReadSize = 256 << 10;

    /// <param name="report">Is told each fault, as a line.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<VerificationResult> RunAsync(Action<string> report, CancellationToken cancellation)
    {
        var result = new VerificationResult();

        // 1.
        foreach (string damage in inventory.Damages())
        {
            Fault($"database: {damage}");
        }

        // 2.
        foreach (var (digest, content) in inventory.Contents())
        {
            cancellation.ThrowIfCancellationRequested();
            result = result with { Manifests = result.Manifests + 1 };
            Digest actual = Hash(digest.Algorithm, content);
            if (actual != digest)
            {
                Fault($"manifest {digest}: its bytes have digest {actual}");
            }
        }

        // 3.
        foreach (BrokenReference broken in inventory.BrokenReferences())
        {
            Fault($"{broken.Repository}@{broken.Manifest}: {(broken.IsManifest ? "manifest" : "blob")} {broken.Missing} is not in the repository");
        }

        // 4.
        foreach (BlobRecord blob in inventory.Blobs())
        {
            result = result with { Blobs = result.Blobs + 1, Bytes = result.Bytes + blob.Size };
            string? fault = await CheckAsync(blob, cancellation);

            // A collection may have taken it meanwhile.
            bool isDamaged = fault is not null && inventory.Contains(blob);
            if (isDamaged)
            {
                Fault($"blob {blob.Key.Digest}: {fault}");
            }

            if (marksDamage)
            {
                await inventory.MarkAsync(blob, isDamaged);
            }
        }

        return result;

        void Fault(string line)
        {
            report(line);
            result = result with { Faults = result.Faults + 1 };
        }
    }

    private static Digest Hash(string algorithm, byte[] content) => algorithm == "sha256"
        ? Digest.Of(content)
        : Digest.Parse($"sha512:{Convert.ToHexStringLower(SHA512.HashData(content))}");

    private async Task<string?> CheckAsync(BlobRecord blob, CancellationToken cancellation)
    {
        using IBlobContent? content = storage.Open(blob.Key);
        if (content is null)
        {
            return "its file is not there";
        }

        if (content.Length != blob.Size)
        {
            return $"its file has {content.Length} bytes, not {blob.Size}";
        }

        try
        {
            Digest actual = await HashAsync(content, blob.Key.Digest.Algorithm, cancellation);
            return actual == blob.Key.Digest ? null : $"its bytes have digest {actual}";
        }
        catch (IOException e)
        {
            return $"its file cannot be read: {e.Message}";
        }
    }

    private static async Task<Digest> HashAsync(IBlobContent content, string algorithm, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(algorithm == "sha256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            await using Stream stream = content.OpenStream();
            int got;
            while ((got = await stream.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, got);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Digest.Parse($"{algorithm}:{Convert.ToHexStringLower(hash.GetCurrentHash())}");
    }
}
