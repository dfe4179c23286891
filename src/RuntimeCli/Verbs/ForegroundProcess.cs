using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>Stays with a process to its end: hands it the signals that reach the runtime, relays its terminal, gives its exit code.</summary>
internal sealed class ForegroundProcess : IDisposable
{
    private readonly ContainerProcess _process;
    private readonly SignalQueue _signals;
    private readonly Fd _input = new(0);
    private readonly Fd _output = new(1);
    private readonly byte[] _buffer = new byte[16384];
    private bool _inputOpen;
    private bool _terminalOpen;

    private ForegroundProcess(ContainerProcess process, SignalQueue signals)
    {
        _process = process;
        _signals = signals;
        _terminalOpen = _inputOpen = process.Console is not null;
    }

    public static int Wait(ContainerProcess process, SignalQueue signals)
    {
        using var foreground = new ForegroundProcess(process, signals);
        TerminalSettings? before = foreground.Prepare();
        try
        {
            return foreground.Relay();
        }
        finally
        {
            if (before is not null)
            {
                Terminal.Restore(foreground._input, before);
            }
        }
    }

    /// <summary>Descriptors 0 and 1 were never this object's own: they stay open.</summary>
    public void Dispose()
    {
        _input.SetHandleAsInvalid();
        _output.SetHandleAsInvalid();
    }

    private TerminalSettings? Prepare()
    {
        if (_process.Console is not { } console)
        {
            return null;
        }

        // The user's terminal adds the carriage returns; the container's would double them.
        Terminal.ClearNewlineTranslation(console);
        if (!Terminal.IsTerminal(_input))
        {
            return null;
        }

        Terminal.SetWindowSize(console, Terminal.GetWindowSize(_input));
        return Terminal.MakeRawInput(_input);
    }

    private int Relay()
    {
        var poll = new PollSet();
        while (true)
        {
            poll.Clear();
            int ended = poll.Add(_process.PidFd, PollEvents.Readable);
            int signal = poll.Add(_signals.Descriptor, PollEvents.Readable);
            int master = _terminalOpen ? poll.Add(_process.Console!, PollEvents.Readable) : -1;
            int input = _inputOpen ? poll.Add(_input, PollEvents.Readable) : -1;
            poll.Wait(-1);
            if (poll[signal] != 0)
            {
                Forward(_signals.Next());
            }

            if (input >= 0 && poll[input] != 0)
            {
                CopyInput();
            }

            if (master >= 0 && poll[master] != 0)
            {
                _terminalOpen = CopyOutput();
            }
            else if (poll[ended] != 0)
            {
                return ChildProcess.Wait(_process.Pid);
            }
        }
    }

    private void Forward(int signal)
    {
        if (signal == Signals.SIGWINCH && _process.Console is { } console && Terminal.IsTerminal(_input))
        {
            Terminal.SetWindowSize(console, Terminal.GetWindowSize(_input));
        }
        else
        {
            PidFd.Signal(_process.PidFd, signal);
        }
    }

    private void CopyInput()
    {
        int got = _input.Read(_buffer);
        if (got > 0)
        {
            _process.Console!.Write(_buffer.AsSpan(0, got));
        }
        else
        {
            // An end of file is the terminal's own character for it, ^D.
            _inputOpen = false;
            _process.Console!.Write([4]);
        }
    }

    // EIO is how a pty says that its last user has gone.
    private bool CopyOutput()
    {
        try
        {
            int got = _process.Console!.Read(_buffer);
            _output.Write(_buffer.AsSpan(0, got));
            return got > 0;
        }
        catch (LinuxException e) when (e.Errno == Errno.EIO)
        {
            return false;
        }
    }
}
