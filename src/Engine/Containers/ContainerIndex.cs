using Berth.Engine.Errors;
using Berth.Engine.Names;

namespace Berth.Engine.Containers;

/// <summary>The containers in memory, by ID, by name, and by the beginning of an ID. Readers never wait for a container.</summary>
internal sealed class ContainerIndex
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Container> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public IReadOnlyList<Container> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _byId.Values];
            }
        }
    }

    /// <summary>By full ID, else by name, else by the beginning of an ID.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidParameterException">The beginning fits several.</exception>
    public Container Get(string idOrName)
    {
        lock (_lock)
        {
            string name = idOrName.StartsWith('/') ? idOrName[1..] : idOrName;
            if (_byId.TryGetValue(idOrName, out Container? found) || (_names.TryGetValue(name, out string? id) && _byId.TryGetValue(id, out found)))
            {
                return found;
            }

            Container[] fitting = idOrName.Length == 0
                ? []
                : [.. _byId.Values.Where(c => c.Id.StartsWith(idOrName, StringComparison.Ordinal)).Take(2)];
            return fitting.Length switch
            {
                1 => fitting[0],
                0 => throw new NotFoundException($"No such container: {idOrName}"),
                _ => throw new InvalidParameterException($"multiple IDs found with provided prefix: {idOrName}"),
            };
        }
    }

    /// <summary>Null where <see cref="Get"/> would throw.</summary>
    public Container? Find(string idOrName)
    {
        try
        {
            return Get(idOrName);
        }
        catch (EngineException)
        {
            return null;
        }
    }

    /// <summary>Takes a name for a container that is about to be made; a generated one where <paramref name="wanted"/> is null.</summary>
    /// <exception cref="ConflictException">The name is taken.</exception>
    public string Reserve(string id, string? wanted)
    {
        lock (_lock)
        {
            string name = wanted ?? NameGenerator.Generate(_names.ContainsKey);
            if (!_names.TryAdd(name, id))
            {
                throw new ConflictException(
                    $"Conflict. The container name \"/{name}\" is already in use by container \"{_names[name]}\". " +
                    "You have to remove (or rename) that container to be able to reuse that name.");
            }

            return name;
        }
    }

    /// <summary>Gives a name back that no container got.</summary>
    public void Release(string name)
    {
        lock (_lock)
        {
            _names.Remove(name);
        }
    }

    public void Add(Container container)
    {
        lock (_lock)
        {
            _byId.Add(container.Id, container);
            _names[container.Record.Name] = container.Id;
        }
    }

    public void Remove(Container container)
    {
        lock (_lock)
        {
            _byId.Remove(container.Id);
            _names.Remove(container.Record.Name);
        }
    }
}
