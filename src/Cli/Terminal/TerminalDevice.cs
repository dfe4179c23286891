namespace Berth.Cli.Terminal;

/// <summary>The terminal behind the standard streams.</summary>
internal class TerminalDevice
{
    private const int UsualWidth = 80;

    /// <summary>True when standard input is a terminal.</summary>
    public virtual bool IsInput => Linux.Terminal.IsTerminal(StandardStreams.Input);

    /// <summary>True when standard output is a terminal.</summary>
    public virtual bool IsOutput => Linux.Terminal.IsTerminal(StandardStreams.Output);

    /// <summary>True when standard error is a terminal.</summary>
    public virtual bool IsError => Linux.Terminal.IsTerminal(StandardStreams.ErrorOutput);

    /// <summary>Columns, when standard output is a terminal that says so.</summary>
    public int? Width => Size() is { } size ? size.Width : null;

    /// <summary>Columns of the terminal that standard output is, 80 where it does not say; null where it is none.</summary>
    public int? OutputWidth => IsOutput ? Size()?.Width ?? UsualWidth : null;

    /// <summary>The same for standard error.</summary>
    public int? ErrorWidth => IsError ? Size()?.Width ?? UsualWidth : null;

    /// <summary>Rows and columns, when standard output is a terminal that says so.</summary>
    public virtual (int Height, int Width)? Size() =>
        IsOutput && Linux.Terminal.GetWindowSize(StandardStreams.Output) is { Columns: > 0 } size ? (size.Rows, size.Columns) : null;
}
