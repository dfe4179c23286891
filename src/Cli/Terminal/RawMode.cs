namespace Berth.Cli.Terminal;

/// <summary>
/// Standard input as a raw terminal until disposed: keys go to the container as they are typed, Ctrl-C among them.
/// </summary>
internal sealed unsafe class RawMode : IDisposable
{
    private Libc.Termios _saved;
    private bool _active;

    private RawMode(Libc.Termios saved)
    {
        _saved = saved;
        _active = true;
    }

    /// <summary>Switches to raw mode; null when standard input is no terminal.</summary>
    public static RawMode? Enter()
    {
        Libc.Termios state;
        if (Libc.tcgetattr(0, &state) != 0)
        {
            return null;
        }

        var mode = new RawMode(state);
        Libc.cfmakeraw(&state);
        if (Libc.tcsetattr(0, Libc.TCSANOW, &state) != 0)
        {
            return null;
        }

        return mode;
    }

    public void Dispose()
    {
        if (!_active)
        {
            return;
        }

        _active = false;
        fixed (Libc.Termios* saved = &_saved)
        {
            _ = Libc.tcsetattr(0, Libc.TCSANOW, saved);
        }
    }
}
