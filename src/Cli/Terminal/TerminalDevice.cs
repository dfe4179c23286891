namespace Berth.Cli.Terminal;

/// <summary>The terminal behind the standard streams.</summary>
internal unsafe class TerminalDevice
{
    private const int UsualWidth = 80;

    /// <summary>True when standard input is a terminal.</summary>
    public virtual bool IsInput => Libc.isatty(0) == 1;

    /// <summary>True when standard output is a terminal.</summary>
    public virtual bool IsOutput => Libc.isatty(1) == 1;

    /// <summary>True when standard error is a terminal.</summary>
    public virtual bool IsError => Libc.isatty(2) == 1;

    /// <summary>Columns, when standard output is a terminal that says so.</summary>
    public int? Width => Size() is { } size ? size.Width : null;

    /// <summary>Columns of the terminal that standard output is, 80 where it does not say; null where it is none.</summary>
    public int? OutputWidth => IsOutput ? Size()?.Width ?? UsualWidth : null;

    /// <summary>The same for standard error.</summary>
    public int? ErrorWidth => IsError ? Size()?.Width ?? UsualWidth : null;

    /// <summary>Rows and columns, when standard output is a terminal that says so.</summary>
    public virtual (int Height, int Width)? Size()
    {
        Libc.WinSize size;
        return Libc.ioctl(1, Libc.TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? (size.ws_row, size.ws_col) : null;
    }
}
