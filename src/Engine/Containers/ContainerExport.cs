using Berth.Engine.Errors;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Prepares to write all files of a container as a tar archive; what is wrong is said before a byte is written.</summary>
    /// <returns>Does it. The container may run meanwhile; one that is removed meanwhile is an error.</returns>
    /// <exception cref="ConflictException">It is being removed, or is what a failed removal left.</exception>
    public Func<Stream, CancellationToken, Task> Export(string idOrName)
    {
        Container container = _index.Get(idOrName);
        switch (container.State.Status)
        {
            case ContainerStatus.Dead:
                throw new ConflictException($"You cannot export container {container.Id} which is Dead");
            case ContainerStatus.Removing:
                throw new ConflictException($"You cannot export container {container.Id} which is being removed");
        }

        return async (destination, cancellation) =>
        {
            await _images.Snapshots.ExportAsync(container.Id, destination, cancellation);
            Publish(container, "export");
        };
    }
}
