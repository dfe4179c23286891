using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Unit.Registry.Metadata;
using Xunit;

namespace Berth.Unit.Registry.Collection;

/// <summary>
/// Collections run without a pause beside pushes, mounts and deletes of a few blobs in a few repositories, while the clock leaps over the grace period:
/// what was acknowledged is there, byte for byte, whenever one looks, and in the end nothing is left over. (It fails within a few seeds when a collection
/// does not look again in its transaction, removes files by digest, or reads rows before files.)
/// </summary>
public sealed class CollectionStormTests
{
    private const int Workers = 6;
    private const int Steps = 60;
    private const int Layers = 8;

    private static readonly RepositoryName[] s_repositories = [.. new[] { "a", "b", "c" }.Select(RepositoryName.Parse)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Collect_BesideAStormOfPushes_LosesNothing(int seed)
    {
        using var registry = new RegistryContent();
        foreach (RepositoryName repository in s_repositories)
        {
            await registry.Metadata.RepositoryAsync(repository.ToString());
        }

        var end = new CancellationTokenSource();
        Task collections = CollectAsync(registry, new Random(seed), end.Token);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(number => Task.Run(() => WorkAsync(registry, number, new Random((seed * 100) + number)), Cancellation)));
        await end.CancelAsync();
        await collections;

        Assert.Empty(await registry.FaultsAsync(Cancellation));
        registry.Time.Advance(2 * RegistryContent.GracePeriod);
        await registry.CollectAsync(takesUntagged: true);
        Assert.True((await registry.CollectAsync(takesUntagged: true)).IsNothing);
        Assert.Empty(await registry.FaultsAsync(Cancellation));
    }

    private static async Task CollectAsync(RegistryContent registry, Random random, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            registry.Time.Advance(RegistryContent.GracePeriod * random.NextDouble());
            await Task.Run(() => registry.CollectAsync(takesUntagged: random.Next(2) == 0), CancellationToken.None);
        }
    }

    // Each worker has tags of its own, and manifests; blobs are everyone's.
    private static async Task WorkAsync(RegistryContent registry, int number, Random random)
    {
        var acknowledged = new Dictionary<(RepositoryName Repository, string Tag), (Digest Manifest, string[] Layers)>();
        for (int step = 0; step < Steps; step++)
        {
            RepositoryName repository = s_repositories[random.Next(s_repositories.Length)];
            string tag = $"w{number}-{random.Next(3)}";
            switch (random.Next(6))
            {
                case 0 when acknowledged.Remove((repository, tag), out var removed):
                    await registry.Metadata.Manifests.RemoveAsync(repository, removed.Manifest);
                    break;
                case 1 when acknowledged.Remove((repository, tag)):
                    await registry.Metadata.Manifests.RemoveTagAsync(repository, tag);
                    break;
                case 2:
                    await IsAcceptedAsync(() => registry.Metadata.Blobs.UnlinkAsync(repository, Layer(random).Digest).AsTask());
                    break;
                default:
                    await PushAsync(registry, repository, tag, $"{number}.{step}", random, acknowledged);
                    break;
            }

            Check(registry, acknowledged);
        }
    }

    private static async Task PushAsync(
        RegistryContent registry, RepositoryName repository, string tag, string name, Random random,
        Dictionary<(RepositoryName Repository, string Tag), (Digest Manifest, string[] Layers)> acknowledged)
    {
        (string Text, Digest Digest)[] layers = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Layer(random)).Distinct()];
        foreach (var (text, digest) in layers)
        {
            RepositoryName source = s_repositories[random.Next(s_repositories.Length)];
            if (registry.Metadata.Blobs.Find(repository, digest) is null && !(random.Next(2) == 0 && await registry.Metadata.Blobs.MountAsync(repository, source, digest)))
            {
                await IsAcceptedAsync(() => registry.PushAsync(repository, text, Cancellation));
            }
        }

        // The clock leaps: what was asked for a moment ago may have gone, and then the manifest is refused, or not, and then it stays.
        NewManifest manifest = MetadataRoles.Manifest(name, [.. layers.Select(static layer => layer.Digest)]);
        if (await IsAcceptedAsync(() => registry.Metadata.ManifestAsync(repository, manifest, tag)))
        {
            acknowledged[(repository, tag)] = (manifest.Manifest.Digest, [.. layers.Select(static layer => layer.Text)]);
        }
    }

    private static void Check(RegistryContent registry, Dictionary<(RepositoryName Repository, string Tag), (Digest Manifest, string[] Layers)> acknowledged)
    {
        foreach (var ((repository, tag), (manifest, layers)) in acknowledged)
        {
            Assert.Equal(manifest, registry.Metadata.Manifests.Find(repository, tag)?.Digest);
            Assert.All(layers, text => Assert.Equal(text, registry.Read(repository, Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)))));
        }
    }

    private static (string Text, Digest Digest) Layer(Random random)
    {
        string text = $"layer {random.Next(Layers)}";
        return (text, Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private static async Task<bool> IsAcceptedAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (RegistryException e) when (e.Code is ErrorCode.ManifestBlobUnknown or ErrorCode.BlobUploadUnknown or ErrorCode.Unsupported)
        {
            return false;
        }
    }
}
