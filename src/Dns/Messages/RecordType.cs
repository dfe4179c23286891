namespace Berth.Dns.Messages;

/// <summary>Types of resource records (RFC 1035 3.2.2, RFC 3596, RFC 6891) that are dealt with here; any other number may be asked for.</summary>
public enum RecordType : ushort
{
    A = 1,
    Ptr = 12,
    Aaaa = 28,

    /// <summary>The pseudo-record of EDNS.</summary>
    Opt = 41,
}
