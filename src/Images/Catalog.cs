using System.Collections.Immutable;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// All images and their names at one moment. Changing it makes another, so readers never wait and never see half a change.
/// </summary>
internal sealed record Catalog
{
    public static Catalog Empty { get; } = new();

    public ImmutableDictionary<Digest, ImageRecord> Images { get; private init; } = ImmutableDictionary<Digest, ImageRecord>.Empty;

    /// <summary>Image IDs by the whole text of a reference.</summary>
    public ImmutableDictionary<string, Digest> Names { get; private init; } = ImmutableDictionary<string, Digest>.Empty;

    /// <summary>All of these, with their references.</summary>
    public static Catalog Of(IReadOnlyCollection<ImageRecord> images) => new()
    {
        Images = images.ToImmutableDictionary(static image => image.Id),
        Names = images.SelectMany(static image => image.References.Select(reference => KeyValuePair.Create(reference.ToString(), image.Id)))
            .ToImmutableDictionary(StringComparer.Ordinal),
    };

    public Catalog With(ImageRecord image) => this with { Images = Images.SetItem(image.Id, image) };

    public Catalog Without(Digest id)
    {
        ImageRecord image = Images[id];
        return this with { Images = Images.Remove(id), Names = Names.RemoveRange(image.References.Select(static r => r.ToString())) };
    }

    /// <summary>Gives an image a name; the image that had it loses it.</summary>
    public Catalog WithName(Reference reference, Digest id, DateTimeOffset now)
    {
        Catalog cleared = WithoutName(reference);
        ImageRecord image = cleared.Images[id];
        Reference[] references = [.. image.References.Append(reference).OrderBy(static r => r.Familiar, StringComparer.Ordinal)];
        return cleared with
        {
            Images = cleared.Images.SetItem(id, image with { References = references, LastTagged = now }),
            Names = cleared.Names.SetItem(reference.ToString(), id),
        };
    }

    public Catalog WithoutName(Reference reference)
    {
        if (!Names.TryGetValue(reference.ToString(), out Digest id))
        {
            return this;
        }

        ImageRecord image = Images[id];
        return this with
        {
            Images = Images.SetItem(id, image with { References = [.. image.References.Where(r => r != reference)] }),
            Names = Names.Remove(reference.ToString()),
        };
    }

    /// <summary>The images made from one on this machine.</summary>
    public IEnumerable<ImageRecord> ChildrenOf(Digest id) => Images.Values.Where(image => image.Parent == id);

    /// <summary>
    /// What a user's words mean: an ID with or without <c>sha256:</c>, a name, or the beginning of exactly one ID. A name comes
    /// before the beginning of an ID.
    /// </summary>
    /// <exception cref="ImageException">InvalidParameter: neither can be.</exception>
    public ImageRecord? Find(string nameOrId)
    {
        if (Digest.TryParse(nameOrId, out Digest id) || (Reference.IsBareImageId(nameOrId) && Digest.TryParse($"sha256:{nameOrId}", out id)))
        {
            return Images.GetValueOrDefault(id);
        }

        Reference? reference = null;
        try
        {
            reference = Reference.Parse(nameOrId).WithDefaultTag();
        }
        catch (ReferenceException e)
        {
            // "sha256:abc" is no reference when its tag breaks the rules, yet it begins an ID.
            return FindByPrefix(nameOrId) ?? throw ImageException.Invalid(e.Message, e);
        }

        return Names.TryGetValue(reference.ToString(), out Digest named) ? Images[named] : FindByPrefix(nameOrId);
    }

    private ImageRecord? FindByPrefix(string prefix)
    {
        string hex = prefix.StartsWith("sha256:", StringComparison.Ordinal) ? prefix[7..] : prefix;
        if (hex.Length is 0 or > 64 || !Digest.IsHex(hex))
        {
            return null;
        }

        ImageRecord? found = null;
        foreach (ImageRecord image in Images.Values)
        {
            if (image.Id.Hex.StartsWith(hex, StringComparison.Ordinal))
            {
                if (found is not null)
                {
                    return null;
                }

                found = image;
            }
        }

        return found;
    }
}
