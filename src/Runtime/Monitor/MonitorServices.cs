using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <summary>The services of one monitor in its poll loop. One that fails is left out from then on; the others, and the container, go on.</summary>
/// <param name="services">They belong to this object from now on.</param>
/// <param name="complain">Told of a service that ended.</param>
internal sealed class MonitorServices(IReadOnlyList<IMonitorService> services, Action<string> complain) : IDisposable
{
    private readonly List<IMonitorService> _services = [.. services];
    private int _first;
    private int _end;

    public void AddTo(PollSet poll)
    {
        _first = poll.Count;
        for (int i = _services.Count - 1; i >= 0; i--)
        {
            try
            {
                _services[i].AddTo(poll);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                End(i, e);
            }
        }

        _end = poll.Count;
    }

    /// <summary>The nearest deadline in milliseconds; -1: there is none.</summary>
    public int TimeToWait()
    {
        int least = -1;
        foreach (IMonitorService service in _services)
        {
            int wait = service.TimeToWait();
            least = wait < 0 ? least : least < 0 ? wait : Math.Min(least, wait);
        }

        return least;
    }

    /// <summary>Returns whether the wait brought any of them something.</summary>
    public bool Serve(PollSet poll)
    {
        bool happened = false;
        for (int i = _first; i < _end; i++)
        {
            happened |= poll[i] != PollEvents.None;
        }

        for (int i = _services.Count - 1; i >= 0; i--)
        {
            try
            {
                _services[i].Serve(poll);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                End(i, e);
            }
        }

        return happened;
    }

    public void Dispose()
    {
        _services.ForEach(service => service.Dispose());
        _services.Clear();
        _first = _end = 0;
    }

    private void End(int index, Exception failure)
    {
        complain($"{_services[index].GetType().Name}: {failure.Message}");
        _services[index].Dispose();
        _services.RemoveAt(index);
    }
}
