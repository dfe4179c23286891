using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Berth.Linux;

namespace Berth.RuntimeCli;

/// <summary>Standard output and the error log. Not <c>System.Console</c>, which would start a thread: this process clones.</summary>
internal static class Output
{
    public static void Write(string text) => Write(1, text);

    /// <summary>An error, on standard error and in the log file of <c>--log</c>, in the form that logrus gives it there.</summary>
    public static void Error(GlobalOptions options, string message)
    {
        Write(2, $"berth-runtime: {message}\n");
        if (options.Log is null)
        {
            return;
        }

        string time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string quoted = $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(message)}\"";
        string line = options.LogJson
            ? $"{{\"level\":\"error\",\"msg\":{quoted},\"time\":\"{time}\"}}\n"
            : $"time=\"{time}\" level=error msg={quoted}\n";
        using Fd log = Fd.Open(options.Log, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND, 0x1a4);
        log.Write(Encoding.UTF8.GetBytes(line));
    }

    private static void Write(int descriptor, string text)
    {
        // A number, not an owner: the descriptor stays open after this.
        var fd = new Fd(descriptor);
        fd.Write(Encoding.UTF8.GetBytes(text));
        fd.SetHandleAsInvalid();
    }
}
