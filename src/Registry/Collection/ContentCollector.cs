using Berth.Linux;
using Berth.Registry.Metadata;
using Berth.Registry.Storage;

namespace Berth.Registry.Collection;

/// <summary>
/// Removes what nobody refers to, while others push, pull and delete, in this process and in others. Each step is safe on its own, whatever happens between
/// it and the next (docs/decisions/0018):
/// (1) where it is asked for, manifests without a tag;
/// (2) links of blobs that no manifest of their repository names, untouched for the grace period: a manifest's transaction either finds the link and pins it,
///     or does not find it and is refused;
/// (3) blobs without a link: first their rows, durably, then exactly the files of those rows. Who brings the same bytes meanwhile brings them in a file of
///     another name (<see cref="BlobKey"/>);
/// (4) uploads of which nothing has come in the grace period;
/// (5) files: of uploads nobody goes on with, and those that no row names, where rows are looked at after the file was seen.
/// </summary>
internal sealed class ContentCollector(IUnreferenced unreferenced, IStoredNames names, IBlobStorage storage, TimeProvider time)
{
    private const int FilesAtOnce = 200;

    public async Task<CollectionReport> RunAsync(CollectionPolicy policy, CancellationToken cancellation)
    {
        DateTimeOffset before = time.GetUtcNow() - policy.GracePeriod;
        var report = new CollectionReport();

        // 1.
        if (policy.TakesUntagged)
        {
            report = report with { Manifests = await CountAsync(unreferenced.TakeManifestsAsync(before, cancellation)) };
        }

        await unreferenced.TakeContentsAsync(cancellation);

        // 2.
        report = report with { Links = await CountAsync(unreferenced.TakeLinksAsync(before, cancellation)) };

        // 3.
        await foreach (BlobRecord blob in unreferenced.TakeBlobsAsync(cancellation))
        {
            Failpoint.Hit("collection.recorded");
            await storage.DeleteAsync(blob.Key);
            report = report with { Blobs = report.Blobs + 1, Bytes = report.Bytes + blob.Size };
        }

        // 4.
        foreach (UploadId upload in unreferenced.Uploads(before))
        {
            if (await storage.UploadLengthAsync(upload) == 0 && await unreferenced.TakeUploadAsync(upload, before))
            {
                await storage.DiscardAsync(upload);
                report = report with { Uploads = report.Uploads + 1 };
            }
        }

        // 5.
        await foreach (StoredItem[] items in storage.ListAsync(cancellation).Chunk(FilesAtOnce).WithCancellation(cancellation))
        {
            report = await SweepAsync(items, before, report);
        }

        return report;
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<RepositoryContent> taken)
    {
        int count = 0;
        await foreach (RepositoryContent _ in taken)
        {
            count++;
        }

        return count;
    }

    private async Task<CollectionReport> SweepAsync(StoredItem[] items, DateTimeOffset before, CollectionReport report)
    {
        var rest = new List<StoredItem>(items.Length);
        foreach (StoredItem item in items)
        {
            if (item.Blob is null && item.Changed < before && await unreferenced.TakeUploadAsync(item.Upload, before))
            {
                await storage.DiscardAsync(item.Upload);
                report = report with { Uploads = report.Uploads + 1, Bytes = report.Bytes + item.Size };
            }
            else
            {
                rest.Add(item);
            }
        }

        foreach (StoredItem orphan in names.Unknown(rest))
        {
            await (orphan.Blob is { } key ? storage.DeleteAsync(key) : storage.DiscardAsync(orphan.Upload));
            report = report with { Orphans = report.Orphans + 1, Bytes = report.Bytes + orphan.Size };
        }

        return report;
    }
}
