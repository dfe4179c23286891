using System.Runtime.InteropServices;

namespace Berth.Cli.Terminal;

/// <summary>Hands the signals of this process to the container until disposed.</summary>
internal sealed class SignalProxy : IDisposable
{
    // By number: the framework names only some of them. The same on x86-64 and arm64.
    private static readonly (int Number, string Name)[] Forwarded =
    [
        (1, "HUP"), (2, "INT"), (3, "QUIT"), (10, "USR1"), (12, "USR2"), (14, "ALRM"), (15, "TERM"), (18, "CONT"), (20, "TSTP"),
    ];

    private readonly List<PosixSignalRegistration> _registrations = [];

    private SignalProxy()
    {
    }

    /// <param name="forward">Receives the signal's name; its failure is no concern of the signal's sender.</param>
    public static SignalProxy Start(Action<string> forward)
    {
        var proxy = new SignalProxy();
        foreach (var (number, name) in Forwarded)
        {
            proxy._registrations.Add(PosixSignalRegistration.Create((PosixSignal)number, context =>
            {
                context.Cancel = true;
                try
                {
                    forward(name);
                }
                catch (Exception e) when (e is IOException or EngineApi.Http.EngineApiException or System.Net.Sockets.SocketException)
                {
                    // The container has ended, or not begun: there is nobody to signal.
                }
            }));
        }

        return proxy;
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
