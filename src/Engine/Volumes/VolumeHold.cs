namespace Berth.Engine.Volumes;

/// <summary>The volumes that a container is being made with: nothing prunes them before the container is known.</summary>
internal sealed class VolumeHold(VolumeStore store) : IDisposable
{
    private readonly List<string> _names = [];

    /// <inheritdoc cref="VolumeStore.Ensure"/>
    public string Ensure(string name, bool anonymous)
    {
        store.Hold(name);
        _names.Add(name);
        return store.Ensure(name, anonymous);
    }

    public void Dispose()
    {
        _names.ForEach(store.LetGo);
        _names.Clear();
    }
}
