using Berth.Engine.Errors;
using Berth.Engine.Names;
using Berth.Linux;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Gives a container another name.</summary>
    /// <exception cref="ConflictException">The name is taken.</exception>
    public async Task RenameAsync(string idOrName, string newName, CancellationToken cancellation = default)
    {
        string name = newName.Length > 0
            ? Allocate(newName)
            : throw new InvalidParameterException("Neither old nor new names may be empty");
        Container container = _index.Get(idOrName);
        using (await container.Lock.AcquireAsync(cancellation))
        {
            RefuseRemoved(container);
            string old = container.Record.Name;
            if (name == old)
            {
                throw new InvalidParameterException("Renaming a container with the same name as its current name");
            }

            _index.Reserve(container.Id, name);
            try
            {
                Save(container, container.Record with { Name = name });
                Failpoint.Hit("rename.recorded");
            }
            catch
            {
                _index.Release(name);
                throw;
            }

            _index.Release(old);
            _networks.Rename(container.Record, old);
            Publish(container, "rename", ("oldName", "/" + old));
        }
    }

    private static string Allocate(string newName)
    {
        try
        {
            return ContainerName.Validate(newName);
        }
        catch (InvalidParameterException)
        {
            throw new InvalidParameterException(
                $"Error when allocating new name: Invalid container name ({(newName.StartsWith('/') ? newName : "/" + newName)}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
    }
}
