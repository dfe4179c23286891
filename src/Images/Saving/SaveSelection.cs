using Berth.Oci;

namespace Berth.Images.Saving;

/// <summary>
/// What a client's words mean to <c>save</c>:
/// <code>
/// NAME:TAG                that image, under this name
/// NAME                    every image of the repository, under all its tags; where there is none, the beginning of an ID
/// NAME@DIGEST, ID         that image, without a name
/// </code>
/// Images come in the order in which they are named first, each once.
/// </summary>
internal static class SaveSelection
{
    /// <exception cref="ImageException">NotFound: one of them is not here, or is for another platform. InvalidParameter: not a reference.</exception>
    public static IReadOnlyList<SelectedImage> Select(Catalog catalog, IReadOnlyList<string> names, Platform? platform)
    {
        if (names.Count == 0)
        {
            throw ImageException.Invalid("no image to save is named");
        }

        var selected = new OrderedDictionary<Digest, List<Reference>>();
        foreach (string name in names)
        {
            foreach (var (image, reference) in Find(catalog, name))
            {
                selected.TryAdd(image.Id, []);
                if (reference is not null && !selected[image.Id].Contains(reference))
                {
                    selected[image.Id].Add(reference);
                }
            }
        }

        SelectedImage[] images = [.. selected.Select(pair => new SelectedImage(catalog.Images[pair.Key], pair.Value))];
        return platform is null || images.All(selection => platform.IsSameAs(selection.Image.Platform))
            ? images
            : throw new ImageException(ImageErrorKind.NotFound, $"no suitable export target found for platform {platform}");
    }

    private static IEnumerable<(ImageRecord Image, Reference? Name)> Find(Catalog catalog, string name)
    {
        if (Reference.TryParse(name, out Reference? reference) && reference is { Tag: null, Digest: null })
        {
            (ImageRecord Image, Reference Name)[] repository =
            [
                .. catalog.Images.Values.SelectMany(static image => image.References.Select(r => (Image: image, Name: r)))
                    .Where(pair => pair.Name.Name == reference.Name)
                    .OrderBy(static pair => pair.Name.ToString(), StringComparer.Ordinal),
            ];
            if (repository.Length > 0)
            {
                return repository.Select(static pair => (pair.Image, pair.Name.Digest is null ? pair.Name : null));
            }
        }

        ImageRecord image = catalog.Find(name) ?? throw new ImageException(ImageErrorKind.NotFound, $"No such image: {name}");
        bool isNamed = reference is { Tag: not null, Digest: null } && image.References.Contains(reference);
        return [(image, isNamed ? reference : null)];
    }
}
