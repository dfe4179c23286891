using System.Net;
using Berth.Dns.Messages;

namespace Berth.Dns.Names;

/// <summary>
/// The names of one network, as <see cref="NetworkNamesFile"/> writes them: lines of hosts(5), the first name of an address the one that a
/// PTR question gets. It is kept as it was read; a question is answered by going through it, which takes microseconds for hundreds of
/// containers and needs no memory beyond the file's.
/// </summary>
internal sealed class NameTable
{
    private readonly byte[] _content;
    private readonly Line[] _lines;

    private NameTable(byte[] content, Line[] lines)
    {
        _content = content;
        _lines = lines;
    }

    /// <summary>Nobody is there.</summary>
    public static NameTable Empty { get; } = new([], []);

    /// <summary>A line that is none is left out: it was not written by us.</summary>
    public static NameTable Parse(byte[] content)
    {
        var lines = new List<Line>();
        int start = 0;
        while (start < content.Length)
        {
            int length = content.AsSpan(start).IndexOf((byte)'\n');
            int end = length < 0 ? content.Length : start + length;
            int space = content.AsSpan(start, end - start).IndexOf((byte)' ');
            if (space > 0 && IPAddress.TryParse(content.AsSpan(start, space), out IPAddress? address))
            {
                lines.Add(new Line(address.GetAddressBytes(), start + space + 1, end));
            }

            start = end + 1;
        }

        return new NameTable(content, [.. lines]);
    }

    /// <summary>Adds the addresses that a name has.</summary>
    /// <param name="name">In lower case.</param>
    /// <returns>Whether anybody has the name, of whatever family.</returns>
    public bool Find(ReadOnlySpan<byte> name, AddressList addresses)
    {
        bool known = false;
        foreach (Line line in _lines)
        {
            if (Has(line, name))
            {
                known = true;
                addresses.Add(line.Address);
            }
        }

        return known;
    }

    /// <summary>The first name of an address; empty: nobody has it.</summary>
    public ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> address)
    {
        foreach (Line line in _lines)
        {
            if (address.SequenceEqual(line.Address))
            {
                ReadOnlySpan<byte> names = _content.AsSpan(line.Start, line.End - line.Start);
                int space = names.IndexOf((byte)' ');
                return space < 0 ? names : names[..space];
            }
        }

        return default;
    }

    private bool Has(Line line, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> names = _content.AsSpan(line.Start, line.End - line.Start);
        while (!names.IsEmpty)
        {
            int space = names.IndexOf((byte)' ');
            if (DomainName.Matches(space < 0 ? names : names[..space], name))
            {
                return true;
            }

            names = space < 0 ? default : names[(space + 1)..];
        }

        return false;
    }

    /// <summary>One line: an address, and where its names are.</summary>
    private readonly record struct Line(byte[] Address, int Start, int End);
}
