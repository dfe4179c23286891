using Berth.Linux;
using Berth.Oci;

namespace Berth.Images;

/// <summary>An operation on images that failed, in one line that the user may see.</summary>
public sealed class ImageException : Exception
{
    public ImageException(ImageErrorKind kind, string message, Exception? inner = null)
        : base(OneLine.Of(message), inner) => Kind = kind;

    public ImageErrorKind Kind { get; }

    internal static ImageException Invalid(string message, Exception? inner = null) => new(ImageErrorKind.InvalidParameter, message, inner);

    internal static ImageException Conflict(string message) => new(ImageErrorKind.Conflict, message);

    /// <summary><c>No such image: name:tag</c> or <c>No such image: sha256:…</c>, as people write it.</summary>
    internal static ImageException NotFound(string nameOrId) =>
        new(ImageErrorKind.NotFound, $"No such image: {Shown(nameOrId)}");

    /// <summary>A kernel error under the name of what we were doing: <paramref name="doing"/> is a prefix, without a colon.</summary>
    internal static ImageException From(LinuxException error, string doing)
    {
        ImageErrorKind kind = error.Errno is Errno.ENOSPC or Errno.EDQUOT ? ImageErrorKind.NoSpace : ImageErrorKind.System;
        return new ImageException(kind, $"{doing}: {error.Message}", error);
    }

    /// <summary>The same for what .NET's own files throw: the errno is in the HResult.</summary>
    internal static ImageException From(IOException error, string doing)
    {
        bool isFull = error.HResult is (int)Errno.ENOSPC or (int)Errno.EDQUOT
            || error.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase);
        return isFull
            ? new ImageException(ImageErrorKind.NoSpace, $"{doing}: no space left on device", error)
            : new ImageException(ImageErrorKind.System, $"{doing}: {error.Message}", error);
    }

    private static string Shown(string nameOrId)
    {
        if (Reference.IsBareImageId(nameOrId))
        {
            return $"sha256:{nameOrId}";
        }

        return Reference.TryParse(nameOrId, out Reference? reference) ? reference.WithDefaultTag().Familiar : nameOrId;
    }
}
