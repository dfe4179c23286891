using System.Runtime.InteropServices;

namespace Berth.Cli.Terminal;

/// <summary>Standard input that does not show what is typed, until disposed; Ctrl-C shows it again before it ends the program.</summary>
internal sealed unsafe class HiddenInput : IDisposable
{
    private const int Interrupted = 128;

    private readonly Libc.Termios _saved;
    private readonly List<PosixSignalRegistration> _signals = [];

    private HiddenInput(Libc.Termios saved)
    {
        _saved = saved;
        foreach (var (signal, number) in ((PosixSignal, int)[])[(PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1)])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, _ =>
            {
                Restore();
                Environment.Exit(Interrupted + number);
            }));
        }
    }

    /// <summary>Switches the echo off; null when standard input is no terminal.</summary>
    public static HiddenInput? Begin()
    {
        Libc.Termios state;
        if (Libc.tcgetattr(0, &state) != 0)
        {
            return null;
        }

        var hidden = new HiddenInput(state);
        state.c_lflag &= ~Libc.ECHO;
        _ = Libc.tcsetattr(0, Libc.TCSANOW, &state);
        return hidden;
    }

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        Restore();
    }

    private void Restore()
    {
        fixed (Libc.Termios* saved = &_saved)
        {
            _ = Libc.tcsetattr(0, Libc.TCSANOW, saved);
        }
    }
}
