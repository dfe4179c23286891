namespace Berth.Runtime.Logs;

/// <summary>Where and how a container's log goes to a syslog daemon.</summary>
public sealed record SyslogOptions
{
    /// <summary><c>unix://PATH</c>, <c>unixgram://PATH</c>, <c>udp://ADDRESS:PORT</c> or <c>tcp://ADDRESS:PORT</c>, the address in numbers.</summary>
    public required string Address { get; init; }

    /// <summary>RFC 5424 section 6.2.1, 0 to 23; 3, the default, is system daemons.</summary>
    public int Facility { get; init; } = 3;

    /// <summary><c>rfc3164</c>, <c>rfc5424</c>, <c>rfc5424micro</c>, or empty for what local daemons read: no host name.</summary>
    public string Format { get; init; } = "";

    /// <summary>The name before each message.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Bytes that wait while nobody takes them; what comes then is lost. Default 1 MiB.</summary>
    public int BufferBytes { get; init; } = 1 << 20;
}
