namespace Berth.Cli.Contexts;

/// <summary><c>ssh://[user@]host[:port][/socket]</c>.</summary>
/// <param name="User">Who logs in; null: whoever ssh thinks.</param>
/// <param name="Host">The host, as ssh's own configuration may know it.</param>
/// <param name="Port">Null: ssh's default.</param>
/// <param name="Socket">The daemon's socket there; null: the default of the program there.</param>
internal sealed record SshAddress(string? User, string Host, string? Port, string? Socket)
{
    /// <exception cref="SshAddressException">A part is missing, or one is there that cannot be.</exception>
    public static SshAddress Parse(string text)
    {
        var rest = text["ssh://".Length..];
        Refuse(rest, '#', fragment => $"fragments are not allowed: \"{fragment}\"");
        Refuse(rest, '?', query => $"query parameters are not allowed: \"{query}\"");
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[slash..]);
        var at = authority.LastIndexOf('@');
        var (user, host) = at < 0 ? ("", authority) : (authority[..at], authority[(at + 1)..]);
        if (user.Contains(':', StringComparison.Ordinal))
        {
            throw new SshAddressException("plain-text password is not supported");
        }

        var colon = host.EndsWith(']') ? -1 : host.LastIndexOf(':');
        var port = colon < 0 ? "" : host[(colon + 1)..];
        host = (colon < 0 ? host : host[..colon]).Trim('[', ']');
        if (host.Length == 0)
        {
            throw new SshAddressException("hostname is empty");
        }

        if (host[0] == '-' || user.StartsWith('-') || port.Any(digit => !char.IsAsciiDigit(digit)))
        {
            throw new SshAddressException($"\"{text}\" has a host, a user or a port that ssh would take for something else");
        }

        return new SshAddress(Uri.UnescapeDataString(user) is { Length: > 0 } name ? name : null, host, port.Length > 0 ? port : null, path.Length > 1 ? path : null);
    }

    /// <summary>The words after <c>ssh</c>; the program there is called by the name that this one was called by.</summary>
    public IReadOnlyList<string> Arguments(string program) =>
    [
        "-o", "ConnectTimeout=30", "-T",
        .. User is null ? (string[])[] : ["-l", User],
        .. Port is null ? (string[])[] : ["-p", Port],
        "--", Host, program,
        .. Socket is null ? (string[])[] : ["--host", Quote("unix://" + Socket)],
        "system", "dial-stdio",
    ];

    /// <summary>What is behind the host is read by a shell there.</summary>
    private static string Quote(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || "/:._-+@%,=".Contains(c, StringComparison.Ordinal))
        ? text
        : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static void Refuse(string text, char mark, Func<string, string> message)
    {
        if (text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var index)
        {
            throw new SshAddressException(message(text[(index + 1)..]));
        }
    }
}
