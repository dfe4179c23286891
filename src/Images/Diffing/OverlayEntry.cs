using Berth.Linux;

namespace Berth.Images.Diffing;

/// <summary>A name of an <see cref="OverlayDirectory"/>, as the uppermost layer that has it says.</summary>
/// <param name="Name">Bare.</param>
/// <param name="Layer">Position of that layer in the directory, 0 uppermost.</param>
/// <param name="Status">Of the file there; a whiteout where the name is gone.</param>
internal readonly record struct OverlayEntry(string Name, int Layer, FileStatus Status)
{
    public FileKind Kind => Status.Kind;
}
