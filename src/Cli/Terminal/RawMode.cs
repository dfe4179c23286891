using Berth.Linux;

namespace Berth.Cli.Terminal;

/// <summary>
/// Standard input as a raw terminal until disposed: keys go to the container as they are typed, Ctrl-C among them.
/// </summary>
internal sealed class RawMode : IDisposable
{
    private TerminalSettings? _before;

    private RawMode(TerminalSettings before) => _before = before;

    /// <summary>Switches to raw mode; null when standard input is no terminal.</summary>
    public static RawMode? Enter()
    {
        try
        {
            return new RawMode(Linux.Terminal.MakeRaw(StandardStreams.Input));
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (_before is { } before)
        {
            _before = null;
            Linux.Terminal.TryRestore(StandardStreams.Input, before);
        }
    }
}
