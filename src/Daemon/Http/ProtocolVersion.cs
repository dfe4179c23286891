namespace Berth.Daemon.Http;

/// <summary>A version of the Engine API, <c>1.51</c>: two numbers, compared as numbers.</summary>
internal readonly record struct ProtocolVersion(int Major, int Minor) : IComparable<ProtocolVersion>
{
    /// <summary>The newest version served, and the one that a bare path means.</summary>
    public static ProtocolVersion Newest { get; } = new(1, 51);

    /// <summary>The oldest version served.</summary>
    public static ProtocolVersion Oldest { get; } = new(1, 24);

    /// <summary>
    /// Reads digits and dots as dockerd compares them: a missing part is 0, further parts only count beyond the newest version.
    /// False on a number that is too long.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ProtocolVersion version)
    {
        version = default;
        int dot = text.IndexOf('.');
        ReadOnlySpan<char> rest = dot < 0 ? "" : text[(dot + 1)..];
        int next = rest.IndexOf('.');
        if (!Number(dot < 0 ? text : text[..dot], out int major) || !Number(next < 0 ? rest : rest[..next], out int minor))
        {
            return false;
        }

        version = new ProtocolVersion(major, minor);
        return version != Newest || next < 0 || !rest[next..].ContainsAnyInRange('1', '9');
    }

    public static bool operator <(ProtocolVersion left, ProtocolVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ProtocolVersion left, ProtocolVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ProtocolVersion left, ProtocolVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ProtocolVersion left, ProtocolVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(ProtocolVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => $"{Major}.{Minor}";

    private static bool Number(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        return digits.Length == 0
            || (digits.Length < 5 && !digits.ContainsAnyExceptInRange('0', '9') && int.TryParse(digits, out value));
    }
}
