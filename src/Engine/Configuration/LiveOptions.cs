namespace Berth.Engine.Configuration;

/// <summary>How the daemon runs at the moment: a reload replaces it.</summary>
internal sealed class LiveOptions(DaemonOptions options)
{
    private DaemonOptions _current = options;

    public DaemonOptions Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
