using Berth.Oci;

namespace Berth.Images.Removal;

/// <summary>
/// Decides what removing an image by name or ID means, as dockerd decides it, without doing any of it:
/// <list type="number">
/// <item>A name takes only that name away, as long as another keeps the image.</item>
/// <item>With the last tag of a repository go the repository's digests.</item>
/// <item>An ID takes all names away, if they are all of one repository or force is given.</item>
/// <item>An image without names is deleted, unless containers or other images stand on it.</item>
/// <item>Then its parent, if that was only kept for its sake.</item>
/// </list>
/// </summary>
internal sealed class RemovalDecision
{
    private readonly RemoveOptions _options;
    private readonly IReadOnlyList<ImageUser> _users;
    private readonly List<RemovalStep> _steps = [];
    private Catalog _catalog;

    private RemovalDecision(Catalog catalog, RemoveOptions options, IReadOnlyList<ImageUser> users)
    {
        _catalog = catalog;
        _options = options;
        _users = users;
    }

    /// <summary>The steps, in the order in which they are done and reported.</summary>
    /// <exception cref="ImageException">NotFound, or Conflict in docker's words.</exception>
    public static IReadOnlyList<RemovalStep> Decide(
        Catalog catalog, string nameOrId, RemoveOptions options, IReadOnlyList<ImageUser> users)
    {
        ImageRecord image = catalog.Find(nameOrId) ?? throw ImageException.NotFound(nameOrId);
        var decision = new RemovalDecision(catalog, options, users);
        if (IsIdPrefix(image.Id, nameOrId))
        {
            decision.RemoveById(image);
        }
        else
        {
            decision.RemoveByName(image, Reference.Parse(nameOrId).WithDefaultTag(), nameOrId);
        }

        return decision._steps;
    }

    private static bool IsIdPrefix(Digest id, string text) =>
        id.ToString().StartsWith(text, StringComparison.Ordinal) || id.Hex.StartsWith(text, StringComparison.Ordinal);

    private void RemoveByName(ImageRecord image, Reference name, string asGiven)
    {
        ImageUser? user = _users.FirstOrDefault(u => u.ImageId == image.Id);
        if (!_options.Force && user is not null && IsOneRepository(image.References))
        {
            throw ImageException.Conflict(
                $"conflict: unable to remove repository reference \"{asGiven}\" (must force) - container {Short(user.ContainerId)} "
                + $"is using its referenced image {image.Id.Short}");
        }

        Untag(name);
        if (name.Digest is null && !References(image.Id).Any(r => r.Digest is null && r.Name == name.Name))
        {
            foreach (Reference digest in References(image.Id).Where(r => r.Digest is not null && r.Name == name.Name).ToArray())
            {
                Untag(digest);
            }
        }

        // The user asked for the name, and that is gone: an image that must stay is no error.
        if (References(image.Id).Count == 0 && Conflict(image.Id, withReferences: false, _options.Force) is null)
        {
            Delete(image, _options.Force);
        }
    }

    private void RemoveById(ImageRecord image)
    {
        bool alone = IsOneRepository(image.References);
        Refuse(image.Id, withReferences: !alone, _options.Force);
        Delete(image, _options.Force);
    }

    // Takes the image's remaining names away, then itself, then parents that only it kept.
    private void Delete(ImageRecord image, bool force)
    {
        Refuse(image.Id, withReferences: false, force);
        foreach (Reference reference in References(image.Id).ToArray())
        {
            Untag(reference);
        }

        _steps.Add(new RemovalStep.Delete(image.Id));
        _catalog = _catalog.Without(image.Id);
        if (_options.PruneParents && image.Parent is { } parentId && _catalog.Images.TryGetValue(parentId, out ImageRecord? parent)
            && Conflict(parentId, withReferences: true, force: false) is null)
        {
            Delete(parent, force: false);
        }
    }

    private void Untag(Reference reference)
    {
        _steps.Add(new RemovalStep.Untag(reference));
        _catalog = _catalog.WithoutName(reference);
    }

    private IReadOnlyList<Reference> References(Digest id) => _catalog.Images[id].References;

    private void Refuse(Digest id, bool withReferences, bool force)
    {
        if (Conflict(id, withReferences, force) is { } conflict)
        {
            throw ImageException.Conflict(
                $"conflict: unable to delete {id.Short} ({(conflict.IsHard ? "cannot" : "must")} be forced) - {conflict.Reason}");
        }
    }

    // What stands against deleting an image, the hard reasons first; force overrides the others.
    private RemovalConflict? Conflict(Digest id, bool withReferences, bool force)
    {
        if (_catalog.ChildrenOf(id).Any())
        {
            return new RemovalConflict("image has dependent child images", IsHard: true);
        }

        if (_users.FirstOrDefault(u => u.ImageId == id && u.IsRunning) is { } running)
        {
            return new RemovalConflict($"image is being used by running container {Short(running.ContainerId)}", IsHard: true);
        }

        if (force)
        {
            return null;
        }

        if (withReferences && References(id).Count > 0)
        {
            return new RemovalConflict("image is referenced in multiple repositories", IsHard: false);
        }

        return _users.FirstOrDefault(u => u.ImageId == id) is { } stopped
            ? new RemovalConflict($"image is being used by stopped container {Short(stopped.ContainerId)}", IsHard: false)
            : null;
    }

    // One name, or one tag together with digests of its own repository.
    private static bool IsOneRepository(IReadOnlyList<Reference> references)
    {
        if (references.Count <= 1)
        {
            return true;
        }

        Reference[] tags = [.. references.Where(static r => r.Digest is null)];
        string[] digestRepositories = [.. references.Where(static r => r.Digest is not null).Select(static r => r.Name).Distinct()];
        return tags.Length <= 1 && digestRepositories.Length == 1 && (tags.Length == 0 || tags[0].Name == digestRepositories[0]);
    }

    private static string Short(string id) => id.Length > 12 ? id[..12] : id;

    private sealed record RemovalConflict(string Reason, bool IsHard);
}
