using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary>Names of images as people write them.</summary>
internal static class ImageName
{
    /// <summary><c>docker.io/library/busybox</c> and <c>busybox</c> are <c>busybox:latest</c>; what is no name stays as it is.</summary>
    public static string Familiar(string text) =>
        Reference.TryParse(text, out var reference) ? reference.WithDefaultTag().Familiar : text;

    /// <summary>True for a name or a whole ID.</summary>
    public static bool IsValid(string text) => Reference.TryParse(text, out _) || Reference.IsBareImageId(text);

    /// <summary>False for an ID, which no registry knows.</summary>
    public static bool IsReference(string text) => Reference.TryParse(text, out _) && !Reference.IsBareImageId(text);

    /// <summary>Name and tag or digest for a request.</summary>
    /// <exception cref="CommandException">Not a name.</exception>
    public static (string Name, string? TagOrDigest) Split(string text)
    {
        try
        {
            var reference = Reference.Parse(text);
            return (reference.FamiliarName, reference.Digest?.ToString() ?? reference.Tag);
        }
        catch (ReferenceException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
