using Berth.Engine.Errors;

namespace Berth.Engine.Volumes;

/// <summary>The volumes that a container is being made with: nothing removes them before the container is known.</summary>
internal sealed class VolumeHold(VolumeStore store) : IDisposable
{
    private readonly List<string> _names = [];

    /// <summary>Holds a volume, and makes it where it is not there yet.</summary>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="InvalidParameterException">Name or options are wrong.</exception>
    public bool Ensure(string name, VolumeRecord wanted)
    {
        store.Hold(name);
        _names.Add(name);
        return store.Ensure(name, wanted);
    }

    public void Dispose()
    {
        _names.ForEach(store.LetGo);
        _names.Clear();
    }
}
