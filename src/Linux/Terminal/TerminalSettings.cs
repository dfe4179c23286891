namespace Berth.Linux;

/// <summary>The settings of a terminal at some moment, to return to (termios(3)).</summary>
public sealed class TerminalSettings
{
    internal TerminalSettings(Libc.Termios value) => Value = value;

    internal Libc.Termios Value { get; }
}
