using Berth.Images.Removal;
using Berth.Oci;

namespace Berth.Images;

// Taking names and images away.
public sealed partial class ImageStore
{
    /// <summary>Removes a name, and the image with its last name, or what an ID means.</summary>
    /// <param name="users">The containers as they are now; asked under the store's lock.</param>
    /// <returns>What was done, in docker's order.</returns>
    public Task<IReadOnlyList<RemovedItem>> RemoveAsync(
        string nameOrId, RemoveOptions options, Func<IReadOnlyList<ImageUser>> users, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            IReadOnlyList<RemovalStep> steps = RemovalDecision.Decide(_catalog, nameOrId, options, users());
            return Task.FromResult<IReadOnlyList<RemovedItem>>(Carry(steps));
        }
    }

    /// <summary>
    /// Does what was decided: (1) records of names, images, layers and archives go in one transaction, (2) the catalog changes,
    /// (3) files go to the trash, whose renames take no time worth waiting for.
    /// </summary>
    private List<RemovedItem> Carry(IReadOnlyList<RemovalStep> steps)
    {
        // 1., and what layers have on the disk.
        ImageRecord[] images = [.. steps.OfType<RemovalStep.Delete>().Select(step => _catalog.Images[step.ImageId])];
        ImageRecord[] layered = [.. images.Where(static image => image.Layers.Count > 0)];
        IReadOnlyList<IReadOnlyList<Digest>> released = _layers.Release(
            [.. layered.Select(static image => image.Layers[^1])], session => RecordSteps(session, steps));
        var layers = layered.Zip(released).ToDictionary(static pair => pair.First.Id, static pair => pair.Second);

        // 2.
        var done = new List<RemovedItem>();
        foreach (RemovalStep step in steps)
        {
            switch (step)
            {
                case RemovalStep.Untag untag:
                    _catalog = _catalog.WithoutName(untag.Reference);
                    done.Add(new RemovedItem(RemovedItemKind.Untagged, untag.Reference.Familiar));
                    break;
                case RemovalStep.Delete delete:
                    _catalog = _catalog.Without(delete.ImageId);
                    done.AddRange(layers.GetValueOrDefault(delete.ImageId, []).Prepend(delete.ImageId)
                        .Select(static id => new RemovedItem(RemovedItemKind.Deleted, id.ToString())));
                    break;
            }
        }

        // 3.
        foreach (ImageRecord image in images)
        {
            DiscardDocuments(image);
        }

        return done;
    }

    private static void RecordSteps(Content.DatabaseSession session, IReadOnlyList<RemovalStep> steps)
    {
        foreach (RemovalStep step in steps)
        {
            switch (step)
            {
                case RemovalStep.Untag untag:
                    ImageTable.DeleteReference(session, untag.Reference);
                    break;
                case RemovalStep.Delete delete:
                    ImageTable.Delete(session, delete.ImageId);
                    break;
            }
        }
    }

    private void DiscardDocuments(ImageRecord image)
    {
        _blobs.Delete(image.Id);
        if (image.Manifest is { } manifest && !_catalog.Images.Values.Any(other => other.Manifest == manifest))
        {
            _blobs.Delete(manifest);
        }
    }
}
