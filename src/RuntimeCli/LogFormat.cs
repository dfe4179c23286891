using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Berth.Runtime;

namespace Berth.RuntimeCli;

/// <summary>A line of the log, as callers of runc take it apart: logrus' text (logfmt) or its JSON.</summary>
internal static class LogFormat
{
    public static string Line(bool json, RuntimeLogLevel level, string message, DateTimeOffset now)
    {
        string time = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string name = level switch
        {
            RuntimeLogLevel.Debug => "debug",
            RuntimeLogLevel.Warning => "warning",
            _ => "error",
        };
        return json
            ? $"{{\"level\":\"{name}\",\"msg\":\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(message)}\",\"time\":\"{time}\"}}\n"
            : $"time=\"{time}\" level={name} msg={Quote(message)}\n";
    }

    // A word stays bare; anything else is quoted with the escapes of Go's %q.
    private static string Quote(string message)
    {
        if (message.Length > 0 && message.All(c => char.IsAsciiLetterOrDigit(c) || "-._/@^+".Contains(c, StringComparison.Ordinal)))
        {
            return message;
        }

        var quoted = new StringBuilder(message.Length + 16).Append('"');
        foreach (char c in message)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
