using Berth.Oci;

namespace Berth.Images;

/// <summary>Which images a list shows, and in what order.</summary>
internal static class ImageListing
{
    public static IReadOnlyList<ImageRecord> List(Catalog catalog, ImageFilter filter)
    {
        DateTimeOffset? before = Times(catalog, filter.Before).Min();
        DateTimeOffset? since = Times(catalog, filter.Since).Max();
        foreach (string pattern in filter.References)
        {
            if (!PathPattern.IsValid(pattern))
            {
                throw ImageException.Invalid("syntax error in pattern");
            }
        }

        var parents = catalog.Images.Values.Select(static i => i.Parent).OfType<Digest>().ToHashSet();
        return
        [
            .. catalog.Images.Values
                .Where(i => filter.All || !i.IsDangling || !parents.Contains(i.Id))
                .Where(i => filter.Dangling switch { true => i.RepoTags.Count == 0, false => !i.IsDangling, null => true })
                .Where(i => (before is null || i.Created < before) && (since is null || i.Created > since))
                .Where(i => filter.Until is not { } until || i.Created < until)
                .Where(i => filter.Labels.All(label => HasLabel(i, label)))
                .Select(i => WithMatchingNames(i, filter.References))
                .OfType<ImageRecord>()
                .OrderByDescending(static i => i.Created)
                .ThenBy(static i => i.Id),
        ];
    }

    private static IEnumerable<DateTimeOffset?> Times(Catalog catalog, IReadOnlyList<string> images) =>
        images.Select(nameOrId => (DateTimeOffset?)(catalog.Find(nameOrId) ?? throw ImageException.NotFound(nameOrId)).Created);

    private static bool HasLabel(ImageRecord image, string label)
    {
        int equals = label.IndexOf('=');
        string key = equals < 0 ? label : label[..equals];
        return image.Config.Config?.Labels is { } labels && labels.TryGetValue(key, out string? value)
            && (equals < 0 || value == label[(equals + 1)..]);
    }

    private static ImageRecord? WithMatchingNames(ImageRecord image, IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0)
        {
            return image;
        }

        Reference[] matching =
        [
            .. image.References.Where(reference => patterns.Any(pattern =>
                PathPattern.Matches(pattern, reference.Familiar) || PathPattern.Matches(pattern, reference.FamiliarName))),
        ];
        return matching.Length == 0 ? null : image with { References = matching };
    }
}
