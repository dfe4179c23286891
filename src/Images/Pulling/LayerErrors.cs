using Berth.Archive;
using Berth.Linux;

namespace Berth.Images.Pulling;

/// <summary>What goes wrong with a layer's bytes, in docker's words.</summary>
internal static class LayerErrors
{
    private const string Doing = "failed to register layer";

    public static ImageException From(Exception error) => error switch
    {
        ArchiveException archive => ImageException.Invalid($"{Doing}: {archive.Message}", archive),
        LinuxException linux => ImageException.From(linux, Doing),
        IOException io => ImageException.From(io, Doing),
        _ => new ImageException(ImageErrorKind.System, $"{Doing}: {error.Message}", error),
    };
}
