using Berth.Archive;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Containers.Files;

/// <summary>A file or directory of a container, found and about to be sent.</summary>
public sealed class ContainerArchive : IDisposable
{
    private readonly FoundPath _found;
    private readonly Action _finished;

    internal ContainerArchive(FoundPath found, Action finished)
    {
        _found = found;
        _finished = finished;
    }

    public ContainerPathStat Stat => _found.Stat;

    /// <summary>Writes it as a tar archive. The container may run, stop and start meanwhile; one that is removed meanwhile is an error.</summary>
    public async Task CopyToAsync(Stream destination, CancellationToken cancellation)
    {
        await FileArchive.WriteAsync(_found.File, _found.Path.Name, destination, _found.Tree.IsOpaque, owners: _found.Tree.Owners, cancellation: cancellation);
        _finished();
    }

    public void Dispose() => _found.Dispose();
}
