namespace Berth.Engine.Containers.Restarting;

/// <summary>Which signals of a client mean that a container shall end, and stay so whatever its restart policy says.</summary>
internal static class StopSignals
{
    private const int Interrupt = 2;
    private const int Quit = 3;

    /// <summary>
    /// The container's own stop signal, SIGKILL, and those that people end programs with. dockerd takes any signal for one where the
    /// container names no stop signal, so that a <c>kill -s HUP</c>, which most programs live through, switches its restarts off.
    /// </summary>
    /// <param name="signal">The number.</param>
    /// <param name="own">The container's stop signal, by name or number; null: SIGTERM.</param>
    public static bool Includes(int signal, string? own) =>
        signal is Signals.Kill or Signals.Terminate or Interrupt or Quit
        || (!string.IsNullOrEmpty(own) && signal == Signals.Parse(own));
}
