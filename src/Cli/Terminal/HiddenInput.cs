using System.Runtime.InteropServices;
using Berth.Linux;

namespace Berth.Cli.Terminal;

/// <summary>Standard input that does not show what is typed, until disposed; Ctrl-C shows it again before it ends the program.</summary>
internal sealed class HiddenInput : IDisposable
{
    private const int Interrupted = 128;

    private readonly TerminalSettings _before;
    private readonly List<PosixSignalRegistration> _signals = [];

    private HiddenInput(TerminalSettings before)
    {
        _before = before;
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
        if (Linux.Terminal.TryGetSettings(StandardStreams.Input) is not { } before)
        {
            return null;
        }

        var hidden = new HiddenInput(before);
        Linux.Terminal.HideInput(StandardStreams.Input);
        return hidden;
    }

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        Restore();
    }

    private void Restore() => Linux.Terminal.TryRestore(StandardStreams.Input, _before);
}
