using Berth.Oci;

namespace Berth.Images;

/// <summary>The name that an image is to be given.</summary>
internal static class TagTarget
{
    /// <exception cref="ImageException">InvalidParameter, in docker's words.</exception>
    public static Reference Parse(string repository, string? tag)
    {
        Reference reference;
        try
        {
            reference = Reference.Parse(repository);
            reference = string.IsNullOrEmpty(tag) ? reference.WithDefaultTag() : reference.WithTag(tag);
        }
        catch (ReferenceException e)
        {
            throw ImageException.Invalid(e.Message, e);
        }

        return Check(reference);
    }

    /// <summary>A digest names content, so nobody may give it away.</summary>
    public static Reference Check(Reference reference)
    {
        if (reference.Digest is not null)
        {
            throw ImageException.Invalid("refusing to create a tag with a digest reference");
        }

        return reference.FamiliarName == "sha256"
            ? throw ImageException.Invalid("refusing to create an ambiguous tag using digest algorithm as name")
            : reference;
    }
}
