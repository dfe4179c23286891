using System.Text;
using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli;

/// <summary>
/// Standard output, and the log. Not <c>System.Console</c>, which would start a thread: this process clones. As runc does it: with
/// <c>--log FILE</c> the log goes there, and the error that ends the command to standard error too, as it is; without, the log is standard
/// error.
/// </summary>
internal static class Output
{
    private const uint LogMode = 0x1a4;
    private static int s_log = 2;
    private static bool s_json;

    public static void Write(string text) => Write(1, text);

    /// <summary>Opens the log. From here on <see cref="RuntimeLog"/> writes to it.</summary>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static void OpenLog(GlobalOptions options)
    {
        s_json = options.LogJson;
        if (!string.IsNullOrEmpty(options.Log))
        {
            // Open for as long as the process is.
            Fd file = Fd.Open(options.Log, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND, LogMode);
            s_log = file.Number;
            file.SetHandleAsInvalid();
        }

        RuntimeLog.Open(Log, options.Debug);
    }

    /// <summary>The error that ends the command.</summary>
    public static void Error(string message)
    {
        Log(RuntimeLogLevel.Error, message);
        if (s_log != 2)
        {
            Write(2, message + "\n");
        }
    }

    private static void Log(RuntimeLogLevel level, string message) =>
        Write(s_log, LogFormat.Line(s_json, level, message, TimeProvider.System.GetUtcNow()));

    private static void Write(int descriptor, string text)
    {
        // A number, not an owner: the descriptor stays open after this.
        var fd = new Fd(descriptor);
        try
        {
            fd.Write(Encoding.UTF8.GetBytes(text));
        }
        finally
        {
            fd.SetHandleAsInvalid();
        }
    }
}
