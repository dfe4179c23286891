using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Engine.Images;

/// <summary>What a client wants pushed.</summary>
public sealed record PushRequest
{
    /// <summary>As it was written, perhaps with a tag.</summary>
    public required string Name { get; init; }

    /// <summary>Null: the one in <see cref="Name"/>; where that has none either, all tags of the repository.</summary>
    public string? Tag { get; init; }

    /// <summary>Which platform the image must have; null: whichever.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Null: none.</summary>
    public RegistryCredentials? Credentials { get; init; }

    /// <exception cref="ReferenceException">Name or tag break the grammar.</exception>
    internal Reference Target()
    {
        Reference name = Reference.Parse(Name);
        return Tag is null ? name : name.WithTag(Tag);
    }
}
