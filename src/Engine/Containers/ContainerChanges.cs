using Berth.EngineApi.Containers;
using Berth.Images;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>What a container changed of its image's files, a directory before what is in it. It may run meanwhile.</summary>
    public async Task<IReadOnlyList<FilesystemChange>> ChangesAsync(string idOrName, CancellationToken cancellation = default)
    {
        Container container = _index.Get(idOrName);
        IReadOnlyList<FileChange> changes = await _images.Snapshots.ChangesAsync(container.Id, cancellation);
        return [.. changes.Select(static change => new FilesystemChange { Path = change.Path, Kind = (int)change.Kind })];
    }
}
