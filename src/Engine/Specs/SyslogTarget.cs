using System.Globalization;
using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>Where and how a log goes to a syslog daemon, as it was asked for.</summary>
public sealed record SyslogTarget
{
    private static readonly string[] s_facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "", "", "", "",
        "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    /// <summary><c>unix://PATH</c>, <c>unixgram://PATH</c>, <c>udp://HOST:PORT</c>, <c>tcp://HOST:PORT</c>; the local daemon's by default.</summary>
    public string Address { get; init; } = "unix:///dev/log";

    /// <summary>RFC 5424 section 6.2.1.</summary>
    public int Facility { get; init; } = 3;

    /// <summary>Empty, <c>rfc3164</c>, <c>rfc5424</c>, <c>rfc5424micro</c>.</summary>
    public string Format { get; init; } = "";

    /// <exception cref="InvalidParameterException">A value that is none.</exception>
    internal static SyslogTarget Read(LogOptionReader options)
    {
        string format = options.Take("syslog-format") ?? "";
        if (format is not ("" or "rfc3164" or "rfc5424" or "rfc5424micro"))
        {
            throw new InvalidParameterException("Invalid syslog format");
        }

        return new SyslogTarget
        {
            Address = ParseAddress(options.Take("syslog-address")),
            Facility = ParseFacility(options.Take("syslog-facility")),
            Format = format,
        };
    }

    private static string ParseAddress(string? address)
    {
        if (string.IsNullOrEmpty(address))
        {
            return new SyslogTarget().Address;
        }

        int at = address.IndexOf("://", StringComparison.Ordinal);
        if (at < 0)
        {
            throw new InvalidParameterException($"syslog-address should be in form proto://address, got {address}");
        }

        string rest = address[(at + 3)..];
        switch (address[..at])
        {
            case "unix" or "unixgram" when rest.StartsWith('/'):
                return address;
            case "udp" or "tcp" when Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0:
                return string.Create(CultureInfo.InvariantCulture, $"{uri.Scheme}://{uri.Host}:{(uri.Port > 0 ? uri.Port : 514)}");
            case "tcp+tls":
                throw new UnsupportedException("syslog-address: tcp+tls is not supported: a monitor has no TLS; use a local daemon that forwards");
            default:
                throw new InvalidParameterException($"unsupported scheme: '{address[..at]}'");
        }
    }

    private static int ParseFacility(string? facility)
    {
        if (string.IsNullOrEmpty(facility))
        {
            return 3;
        }

        int named = Array.IndexOf(s_facilities, facility);
        return named >= 0 ? named
            : int.TryParse(facility, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 23 ? number
            : throw new InvalidParameterException("invalid syslog facility");
    }
}
