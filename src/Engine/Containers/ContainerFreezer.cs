using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.Engine.Containers;

/// <summary>
/// Keeps a running container frozen as long as anybody wants it so: whoever paused it, and commits that read its files. A commit's
/// freeze is no state of the container that anybody has to know: it does not outlive the daemon, whose next start lets go on what it
/// finds frozen and nobody has paused (<see cref="Recover"/>).
/// </summary>
internal sealed class ContainerFreezer
{
    private readonly Lock _lock = new();
    private int _readers;
    private bool _paused;

    /// <summary>It is kept frozen at the moment.</summary>
    public bool IsFrozen
    {
        get
        {
            lock (_lock)
            {
                return _paused || _readers > 0;
            }
        }
    }

    /// <summary>Freezes it until <see cref="Unpause"/>; false where it has just ended.</summary>
    /// <exception cref="RuntimeException">It runs and cannot be frozen.</exception>
    public bool TryPause(string runtimeRoot, string id)
    {
        lock (_lock)
        {
            _paused = _readers > 0 || TryFreeze(runtimeRoot, id);
            return _paused;
        }
    }

    /// <summary>Lets it go on, when the last commit has read it; one that has ended is no error.</summary>
    /// <exception cref="RuntimeException">It is frozen and cannot be let go on.</exception>
    public void Unpause(string runtimeRoot, string id)
    {
        lock (_lock)
        {
            if (_readers == 0)
            {
                Thaw(runtimeRoot, id);
            }

            _paused = false;
        }
    }

    /// <summary>It has ended: nobody keeps it frozen any more.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _paused = false;
        }
    }

    /// <summary>Freezes it for a reader; false where it has just ended.</summary>
    /// <exception cref="RuntimeException">It runs and cannot be frozen.</exception>
    public bool TryEnter(string runtimeRoot, string id)
    {
        lock (_lock)
        {
            if (_readers == 0 && !_paused && !TryFreeze(runtimeRoot, id))
            {
                return false;
            }

            _readers++;
            return true;
        }
    }

    /// <summary>A reader is done: lets it go on when no other is left and nobody paused it; one that was killed meanwhile is no error.</summary>
    /// <exception cref="RuntimeException">It is frozen and cannot be let go on.</exception>
    public void Leave(string runtimeRoot, string id)
    {
        lock (_lock)
        {
            if (--_readers == 0 && !_paused)
            {
                Thaw(runtimeRoot, id);
            }
        }
    }

    /// <summary>Makes a container of an earlier daemon what its record says: frozen where it is paused, else not.</summary>
    /// <exception cref="RuntimeException">It cannot be made so.</exception>
    public void Recover(string runtimeRoot, string id, bool paused)
    {
        lock (_lock)
        {
            _paused = paused;
            if (!paused)
            {
                Thaw(runtimeRoot, id);
            }
            else if (StatusOf(runtimeRoot, id) == StateStatus.Running)
            {
                TryFreeze(runtimeRoot, id);
            }
        }
    }

    private static bool TryFreeze(string runtimeRoot, string id)
    {
        try
        {
            ContainerVerbs.Pause(runtimeRoot, id);
            return true;
        }
        catch (RuntimeException) when (StatusOf(runtimeRoot, id) is null or StateStatus.Stopped)
        {
            return false;
        }
    }

    private static void Thaw(string runtimeRoot, string id)
    {
        if (StatusOf(runtimeRoot, id) == StateStatus.Paused)
        {
            ContainerVerbs.Resume(runtimeRoot, id);
        }
    }

    private static string? StatusOf(string runtimeRoot, string id)
    {
        try
        {
            return ContainerVerbs.State(runtimeRoot, id).Status;
        }
        catch (Exception e) when (e is RuntimeException or IOException)
        {
            return null;
        }
    }
}
