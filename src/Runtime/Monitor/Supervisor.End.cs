using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <content>How it ends.</content>
internal sealed partial class Supervisor
{
    private void Reap()
    {
        _exitCode = _process!.Wait();
        _endedAt = _time.GetTimestamp();
        _status = _status with { FinishedAt = _time.GetUtcNow(), OomKilled = _status.OomKilled || _process.OomKilled() };
    }

    /// <summary>
    /// Its memory ran out. It may live on, without one of its processes: that is told when it happens, and once, for what follows is
    /// the same.
    /// </summary>
    private void TakeOom()
    {
        if (_oom!.Happened() && _status.State == MonitorState.Running)
        {
            if (!_status.OomKilled)
            {
                Report(_status with { OomKilled = true });
            }

            _oom.Dispose();
            _oom = null;
        }
    }

    /// <summary>Whether nothing more will come from the outputs, or has been waited for long enough.</summary>
    private bool IsDrained()
    {
        bool late = _time.GetElapsedTime(_endedAt) >= _options.DrainTime;
        foreach (ProcessOutput output in _outputs)
        {
            if (late || output.IsHungUp)
            {
                output.End(_time.GetUtcNow());
            }
        }

        return _outputs.TrueForAll(output => output.AtEnd);
    }

    private void Finish()
    {
        MonitorStatus last =
            _startFailure is not null ? Failure(_startFailure.Message, _startFailure.ExitCode)
            : _status.State == MonitorState.Running ? _status with { State = MonitorState.Exited, ExitCode = _exitCode }
            : Failure("the process ended before it was started", _exitCode!.Value);

        // 1. The log is whole, and the end on disk, before anybody hears of it.
        _log?.Dispose();
        _log = null;
        Attempt("exit file", () => ExitFile.Write(_options.ExitFile, last));

        // 2. Whoever hears of it can at once use the name and the ports again.
        _input?.Dispose();
        Attempt("removal", _process!.Remove);
        ReleasePorts();

        // 3. The news.
        Report(last);
    }

    /// <summary>The process could not be set up: what there is of it goes.</summary>
    private void Abandon(Exception reason)
    {
        MonitorStatus last = Failure(reason.Message, (reason as RuntimeException)?.ExitCode ?? RuntimeException.GeneralFailure);
        _log?.Dispose();
        _log = null;
        Attempt("exit file", () => ExitFile.Write(_options.ExitFile, last));
        if (_process is not null)
        {
            _ = _process.Signal(Signals.SIGKILL);
            _process.Wait();
            Attempt("removal", _process.Remove);
        }

        ReleasePorts();
        Report(last);
    }

    private MonitorStatus Failure(string message, int exitCode) => _status with
    {
        State = MonitorState.Failed,
        FinishedAt = _status.FinishedAt ?? _time.GetUtcNow(),
        ExitCode = exitCode,
        Error = message,
    };

    /// <summary>Serves what is on its way: to those who are connected, and to those who wait to be.</summary>
    private void Linger()
    {
        long since = _time.GetTimestamp();
        int connections;
        do
        {
            connections = _connections.Count;
            Accept();
        }
        while (_connections.Count > connections);

        while (_connections.Exists(connection => connection.HasUnsent))
        {
            TimeSpan left = _options.LingerTime - _time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            _poll.Clear();
            foreach (Connection connection in _connections)
            {
                connection.PollIndex = connection.HasUnsent ? _poll.Add(connection.Socket, PollEvents.Writable) : -1;
            }

            _ = _poll.Wait((int)Math.Ceiling(left.TotalMilliseconds));
            foreach (Connection connection in _connections)
            {
                // A client that is slow but still reads gets its time anew.
                if (Happened(connection.PollIndex) && connection.SendQueued())
                {
                    since = _time.GetTimestamp();
                }
            }
        }
    }

    private void ReleasePorts()
    {
        _services.Dispose();
        foreach (Fd socket in _options.HeldSockets)
        {
            socket.Dispose();
        }
    }

    /// <summary>The end is reported whatever happens on the way: nothing is worse than a daemon that waits for ever.</summary>
    private static void Attempt(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RuntimeException)
        {
            Complain($"{what}: {e.Message}");
        }
    }
}
