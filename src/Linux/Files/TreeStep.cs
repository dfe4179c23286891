namespace Berth.Linux;

/// <summary>A directory on the way from a root to a place below it.</summary>
/// <param name="Parent">The step before; null of the root.</param>
/// <param name="Name">Its name in the parent; empty of the root.</param>
/// <param name="Directory">The directory itself (O_PATH).</param>
/// <param name="IsOwned">Closed when the walk that opened it leaves it.</param>
internal sealed record TreeStep(TreeStep? Parent, string Name, Fd Directory, bool IsOwned)
{
    /// <summary>As seen from the root: <c>/a/b</c>.</summary>
    public string Path => Parent is null ? "/" : Parent.Parent is null ? $"/{Name}" : $"{Parent.Path}/{Name}";
}
