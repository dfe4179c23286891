using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <content>What clients ask for.</content>
internal sealed partial class Supervisor
{
    private void ServeConnections()
    {
        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            Connection connection = _connections[i];
            if (Happened(connection.PollIndex))
            {
                Serve(connection, _poll[connection.PollIndex]);
            }

            if (connection.IsOver)
            {
                EndInput(connection);
                connection.Dispose();
                _connections.RemoveAt(i);
            }
        }

        if (Happened(_listenerIndex))
        {
            Accept();
        }
    }

    private void Accept()
    {
        try
        {
            if (NonBlocking.Accept(_options.Listener) is Fd socket)
            {
                var connection = new Connection(socket);
                _connections.Add(connection);
                connection.SendStatus(_status);
            }
        }
        catch (LinuxException e)
        {
            // EMFILE, ENFILE, ENOMEM: those who wait get their turn when one of those who are there leaves.
            Complain(e.Message);
            _maxConnections = Math.Max(1, _connections.Count);
        }
    }

    private void Serve(Connection connection, PollEvents events)
    {
        if (events.HasFlag(PollEvents.Writable))
        {
            connection.SendQueued();
        }

        if (events.HasFlag(PollEvents.Readable))
        {
            Receive(connection);
        }
        else if ((events & (PollEvents.HungUp | PollEvents.Error | PollEvents.NotOpen)) == 0)
        {
            return;
        }
        else if (connection.InputEnded)
        {
            connection.Break();
        }
        else
        {
            // It is not read because the input is full: what it sent comes later, then its end.
            connection.HasGone = true;
        }
    }

    private void Receive(Connection connection)
    {
        int? received;
        try
        {
            received = NonBlocking.Receive(connection.Socket, _buffer);
        }
        catch (LinuxException)
        {
            // ECONNRESET: it left without reading everything. All that it sent has been read by now.
            received = 0;
        }

        if (received == 0)
        {
            connection.InputEnded = true;
            EndInput(connection);
            return;
        }

        ReadOnlySpan<byte> data = _buffer.AsSpan(0, received ?? 0);
        try
        {
            while (connection.Requests.TryRead(ref data, out RequestKind kind, out ReadOnlySpan<byte> payload))
            {
                Answer(connection, kind, payload);
            }
        }
        catch (InvalidDataException e)
        {
            connection.SendError(e.Message);
            connection.Break();
        }
        catch (LinuxException e)
        {
            connection.SendError(e.Message);
        }
    }

    private void Answer(Connection connection, RequestKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case RequestKind.Stdin:
                WriteInput(connection, payload);
                break;
            case RequestKind.CloseStdin:
                EndInput(connection);
                break;
            case RequestKind.Subscribe:
                connection.Streams = (MonitorStreams)payload[0];
                connection.SendStatus(_status);
                break;
            case RequestKind.Start:
                Start(connection);
                break;
            case RequestKind.Resize:
                Resize(connection, RequestParser.ReadSize(payload));
                break;
            case RequestKind.Signal:
                Signal(connection, RequestParser.ReadSignal(payload));
                break;
        }
    }

    private void WriteInput(Connection connection, ReadOnlySpan<byte> bytes)
    {
        if (!connection.Streams.HasFlag(MonitorStreams.Stdin))
        {
            connection.SendError("this connection is not subscribed to the input");
            return;
        }

        _input?.Write(bytes);
    }

    /// <summary>The input of the process ends with the first connection that gave it, if it was made that way.</summary>
    private void EndInput(Connection connection)
    {
        if (_options.StdinOnce && connection.Streams.HasFlag(MonitorStreams.Stdin))
        {
            _input?.End();
        }
    }

    private void Start(Connection connection)
    {
        if (_status.State != MonitorState.Created || _exitCode is not null)
        {
            connection.SendError("the process has been started before");
            return;
        }

        try
        {
            _process!.Start();
            Report(_status with { State = MonitorState.Running, StartedAt = _time.GetUtcNow() });
        }
        catch (RuntimeException e)
        {
            // Its end is on the way, and is reported when it is there.
            _startFailure = e;
            _ = _process!.Signal(Signals.SIGKILL);
        }
    }

    private void Resize(Connection connection, (ushort Rows, ushort Columns) size)
    {
        if (_process!.Console is not Fd console)
        {
            connection.SendError("the process has no terminal");
            return;
        }

        Terminal.SetWindowSize(console, new WindowSize(size.Rows, size.Columns));
    }

    private void Signal(Connection connection, int number)
    {
        if (_exitCode is not null || !_process!.Signal(number))
        {
            connection.SendError("the process has ended");
        }
    }
}
