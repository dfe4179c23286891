namespace Berth.Linux;

/// <summary>What one does with a terminal, or with the master of a pty(7).</summary>
public static unsafe class Terminal
{
    public static bool IsTerminal(Fd fd)
    {
        Libc.Termios settings;
        return Libc.tcgetattr(fd.Number, &settings) == 0;
    }

    /// <exception cref="LinuxException">Not a terminal.</exception>
    public static WindowSize GetWindowSize(Fd terminal)
    {
        Libc.WinSize size;
        return Libc.ioctl_winsize(terminal.Number, Libc.TIOCGWINSZ, &size) == 0
            ? new WindowSize(size.ws_row, size.ws_col)
            : throw LinuxException.FromLastError("get window size");
    }

    /// <summary>Also sends SIGWINCH to the terminal's foreground processes, by the kernel, where the size changes.</summary>
    /// <exception cref="LinuxException">Not a terminal.</exception>
    public static void SetWindowSize(Fd terminal, WindowSize size)
    {
        var value = new Libc.WinSize { ws_row = size.Rows, ws_col = size.Columns };
        if (Libc.ioctl_winsize(terminal.Number, Libc.TIOCSWINSZ, &value) < 0)
        {
            throw LinuxException.FromLastError("set window size");
        }
    }

    /// <summary>The settings as they are, to return to.</summary>
    /// <returns>Null where it is no terminal.</returns>
    public static TerminalSettings? TryGetSettings(Fd terminal)
    {
        Libc.Termios settings;
        return Libc.tcgetattr(terminal.Number, &settings) == 0 ? new TerminalSettings(settings) : null;
    }

    public static void Restore(Fd terminal, TerminalSettings settings) => Apply(terminal, settings.Value);

    /// <summary>The same; false where the terminal has gone meanwhile.</summary>
    public static bool TryRestore(Fd terminal, TerminalSettings settings)
    {
        Libc.Termios value = settings.Value;
        return Libc.tcsetattr(terminal.Number, Libc.TCSANOW, &value) == 0;
    }

    /// <summary>
    /// Hands every byte that is typed through as it is: for the user's own terminal while a container has the word. Output goes on being
    /// processed, as a newline still has to return the carriage.
    /// </summary>
    /// <returns>The settings before.</returns>
    public static TerminalSettings MakeRawInput(Fd terminal)
    {
        Libc.Termios before = Read(terminal);
        Libc.Termios raw = before;
        Libc.cfmakeraw(&raw);
        raw.c_oflag = before.c_oflag;
        Apply(terminal, raw);
        return new TerminalSettings(before);
    }

    /// <summary>
    /// The same, and output is not processed either: for a terminal to which a container's own terminal writes, which has returned the
    /// carriage already.
    /// </summary>
    /// <returns>The settings before.</returns>
    /// <exception cref="LinuxException">Not a terminal.</exception>
    public static TerminalSettings MakeRaw(Fd terminal)
    {
        Libc.Termios before = Read(terminal);
        Libc.Termios raw = before;
        Libc.cfmakeraw(&raw);
        Apply(terminal, raw);
        return new TerminalSettings(before);
    }

    /// <summary>Does not show what is typed: for passwords.</summary>
    /// <returns>The settings before.</returns>
    /// <exception cref="LinuxException">Not a terminal.</exception>
    public static TerminalSettings HideInput(Fd terminal)
    {
        Libc.Termios before = Read(terminal);
        Libc.Termios hidden = before;
        hidden.c_lflag &= ~Libc.ECHO;
        Apply(terminal, hidden);
        return new TerminalSettings(before);
    }

    /// <summary>
    /// Stops the pty from turning a newline into carriage return and newline: for a relay into another terminal, which does so
    /// itself. A monitor leaves it on, as its readers expect the bytes of a terminal.
    /// </summary>
    public static void ClearNewlineTranslation(Fd terminal)
    {
        Libc.Termios settings = Read(terminal);
        settings.c_oflag &= ~Libc.ONLCR;
        Apply(terminal, settings);
    }

    private static Libc.Termios Read(Fd terminal)
    {
        Libc.Termios settings;
        return Libc.tcgetattr(terminal.Number, &settings) == 0 ? settings : throw LinuxException.FromLastError("tcgetattr");
    }

    private static void Apply(Fd terminal, Libc.Termios settings)
    {
        if (Libc.tcsetattr(terminal.Number, Libc.TCSANOW, &settings) < 0)
        {
            throw LinuxException.FromLastError("tcsetattr");
        }
    }
}
