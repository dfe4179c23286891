using System.Runtime.InteropServices;

namespace Berth.Cli.Terminal;

/// <summary>Keeps the container's terminal as large as this one until disposed.</summary>
internal sealed class ResizeRelay : IDisposable
{
    private readonly TerminalDevice _terminal;
    private readonly Action<int, int> _resize;
    private readonly PosixSignalRegistration _registration;

    private ResizeRelay(TerminalDevice terminal, Action<int, int> resize)
    {
        _terminal = terminal;
        _resize = resize;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize());
        Resize();
    }

    /// <param name="terminal">This terminal.</param>
    /// <param name="resize">Takes height and width in characters.</param>
    public static ResizeRelay Start(TerminalDevice terminal, Action<int, int> resize) => new(terminal, resize);

    public void Dispose() => _registration.Dispose();

    private void Resize()
    {
        if (_terminal.Size() is not var (height, width))
        {
            return;
        }

        try
        {
            _resize(height, width);
        }
        catch (Exception e) when (e is IOException or EngineApi.Http.EngineApiException or System.Net.Sockets.SocketException)
        {
            // A process that has ended has no terminal to resize.
        }
    }
}
