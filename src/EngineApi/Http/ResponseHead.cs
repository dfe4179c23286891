using System.Globalization;

namespace Berth.EngineApi.Http;

/// <summary>The status line and headers of an answer (RFC 9112 sections 4 and 5).</summary>
public sealed class ResponseHead
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private ResponseHead(int status)
    {
        Status = status;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>A header's value; the last one where it is repeated.</summary>
    public string? this[string name] => _headers.GetValueOrDefault(name);

    /// <summary>True when chunks carry the body.</summary>
    internal bool IsChunked => this["Transfer-Encoding"]?.EndsWith("chunked", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>True when the connection ends with this answer.</summary>
    internal bool Closes => this["Connection"]?.Equals("close", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The length of the body where one is given.</summary>
    /// <exception cref="InvalidDataException">The header is not a number.</exception>
    internal long? ContentLength => this["Content-Length"] is not { } text
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new InvalidDataException($"malformed Content-Length {text}");

    /// <summary>Reads lines up to the empty one.</summary>
    /// <exception cref="InvalidDataException">What answers does not speak HTTP/1.</exception>
    internal static ResponseHead Read(Func<string?> readLine)
    {
        var line = readLine() ?? throw new EndOfStreamException("the daemon closed the connection without an answer");
        if (line.Length < 12 || !line.StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new InvalidDataException("the daemon does not answer in HTTP/1.1");
        }

        var head = new ResponseHead(status);
        while (readLine() is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                head._headers[header[..colon]] = header[(colon + 1)..].Trim();
            }
        }

        return head;
    }
}
