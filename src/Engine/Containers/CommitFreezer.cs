using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.Engine.Containers;

/// <summary>
/// Keeps a running container frozen while a commit reads its files; several at once share one freeze. It is no state of the container
/// that anybody has to know: it does not outlive the daemon, whose next start lets go on what it finds frozen (<see cref="Recover"/>).
/// </summary>
internal sealed class CommitFreezer
{
    private readonly Lock _lock = new();
    private int _readers;

    /// <summary>Freezes it; false where it has just ended.</summary>
    /// <exception cref="RuntimeException">It runs and cannot be frozen.</exception>
    public bool TryEnter(string runtimeRoot, string id)
    {
        lock (_lock)
        {
            if (_readers == 0)
            {
                try
                {
                    ContainerVerbs.Pause(runtimeRoot, id);
                }
                catch (RuntimeException) when (StatusOf(runtimeRoot, id) is null or StateStatus.Stopped)
                {
                    return false;
                }
            }

            _readers++;
            return true;
        }
    }

    /// <summary>Lets it go on when no other reader is left; one that was killed meanwhile is no error.</summary>
    /// <exception cref="RuntimeException">It is frozen and cannot be let go on.</exception>
    public void Leave(string runtimeRoot, string id)
    {
        lock (_lock)
        {
            if (--_readers == 0 && StatusOf(runtimeRoot, id) == StateStatus.Paused)
            {
                ContainerVerbs.Resume(runtimeRoot, id);
            }
        }
    }

    /// <summary>Lets a container go on that a daemon which is no more has frozen.</summary>
    /// <exception cref="RuntimeException">It is frozen and cannot be let go on.</exception>
    public static void Recover(string runtimeRoot, string id)
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
