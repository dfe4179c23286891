using System.Globalization;

namespace Berth.Images.Changes;

/// <summary>EXPOSE: <c>80</c>, <c>80/udp</c>, <c>8000-8010/tcp</c>.</summary>
internal static class ExposedPort
{
    /// <summary>Every port of the specification, <c>80/tcp</c> each.</summary>
    /// <exception cref="ImageException">Not a port, a range that runs backwards, or an unknown protocol.</exception>
    public static IEnumerable<string> Expand(string specification)
    {
        string[] parts = specification.Split('/', 2);
        string protocol = parts.Length == 1 || parts[1].Length == 0 ? "tcp" : parts[1].ToLowerInvariant();
        if (protocol is not ("tcp" or "udp" or "sctp"))
        {
            throw ImageException.Invalid($"Invalid proto: {parts[1]}");
        }

        string[] range = parts[0].Split('-', 2);
        int first = Port(range[0], specification);
        int last = range.Length == 1 ? first : Port(range[1], specification);
        return first > last
            ? throw ImageException.Invalid($"Invalid containerPort: {parts[0]}")
            : Enumerable.Range(first, last - first + 1).Select(port => string.Create(CultureInfo.InvariantCulture, $"{port}/{protocol}"));
    }

    private static int Port(string text, string specification) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? port
            : throw ImageException.Invalid($"Invalid containerPort: {specification.Split('/')[0]}");
}
