namespace Berth.Runtime;

/// <summary>
/// What the library has to say beside its results and exceptions: warnings, and the steps it takes for who debugs. The program decides
/// where it goes (<see cref="Open"/>); until then nowhere. One thread, as everything here: no lock.
/// </summary>
public static class RuntimeLog
{
    private static Action<RuntimeLogLevel, string>? s_write;

    /// <summary>Whether <see cref="Debug"/> reaches anybody.</summary>
    public static bool IsDebugging { get; private set; }

    /// <param name="write">Gets each message, one line.</param>
    /// <param name="debug">Whether it gets those of <see cref="RuntimeLogLevel.Debug"/> too.</param>
    public static void Open(Action<RuntimeLogLevel, string> write, bool debug)
    {
        s_write = write;
        IsDebugging = debug;
    }

    /// <summary>Something that the caller asked for is not as they may expect, and no reason to fail.</summary>
    public static void Warning(string message) => s_write?.Invoke(RuntimeLogLevel.Warning, message);

    /// <summary>A step. The interpolated text is not even put together when nobody debugs.</summary>
    public static void Debug(RuntimeDebugText text)
    {
        if (IsDebugging)
        {
            s_write?.Invoke(RuntimeLogLevel.Debug, text.ToString());
        }
    }
}
