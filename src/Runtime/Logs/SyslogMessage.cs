using System.Globalization;
using System.Text;

namespace Berth.Runtime.Logs;

/// <summary>
/// A line of a log as syslog daemons read it, with a newline at its end:
/// <code>
/// (none)    &lt;PRI&gt;Nov 30 18:00:00 TAG[PID]: TEXT
/// rfc3164   &lt;PRI&gt;Nov 30 18:00:00 HOST TAG[PID]: TEXT
/// rfc5424   &lt;PRI&gt;1 2026-11-30T18:00:00+01:00 HOST TAG PID TAG - TEXT
/// </code>
/// PRI is the facility times eight and 6 (informational) for the output, 3 (error) for the error output.
/// </summary>
internal static class SyslogMessage
{
    public static byte[] Format(SyslogOptions options, string host, int pid, LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text)
    {
        int priority = (options.Facility * 8) + (stream == LogStream.Stderr ? 3 : 6);
        string stamp = Stamp(options.Format, time);
        string head = options.Format switch
        {
            "rfc3164" => FormattableString.Invariant($"<{priority}>{stamp} {host} {options.Tag}[{pid}]: "),
            "rfc5424" or "rfc5424micro" => FormattableString.Invariant($"<{priority}>1 {stamp} {host} {options.Tag} {pid} {options.Tag} - "),
            _ => FormattableString.Invariant($"<{priority}>{stamp} {options.Tag}[{pid}]: "),
        };
        byte[] before = Encoding.UTF8.GetBytes(head);
        byte[] message = new byte[before.Length + text.Length + 1];
        before.CopyTo(message, 0);
        text.CopyTo(message.AsSpan(before.Length));
        message[^1] = (byte)'\n';
        return message;
    }

    private static string Stamp(string format, DateTimeOffset time) => format switch
    {
        "rfc5424" => time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        "rfc5424micro" => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time:MMM} {time.Day,2} {time:HH:mm:ss}"),
    };
}
