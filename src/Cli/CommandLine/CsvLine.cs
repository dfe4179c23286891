using System.Text;

namespace Berth.Cli.CommandLine;

/// <summary>
/// A line of comma-separated values (RFC 4180): a field in quotes may hold commas, and quotes doubled. Quotes that are elsewhere are
/// errors in the words of Go's <c>encoding/csv</c>, which people know from docker.
/// </summary>
internal static class CsvLine
{
    private const string BareQuote = "bare \" in non-quoted-field";
    private const string WrongQuote = "extraneous or missing \" in quoted-field";

    /// <exception cref="FormatException">A quote is where none can be, or one is missing.</exception>
    public static List<string> Split(string line)
    {
        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            fields.Add(at < line.Length && line[at] == '"' ? Quoted(line, ref at) : Plain(line, ref at));
            if (at == line.Length)
            {
                return fields;
            }

            at++;
        }
    }

    private static string Plain(string line, ref int at)
    {
        var comma = line.IndexOf(',', at);
        var field = line[at..(comma < 0 ? line.Length : comma)];
        var quote = field.IndexOf('"', StringComparison.Ordinal);
        if (quote >= 0)
        {
            throw Wrong(line, at + quote, BareQuote);
        }

        at += field.Length;
        return field;
    }

    private static string Quoted(string line, ref int at)
    {
        var field = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                field.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else if (++at == line.Length || line[at] == ',')
            {
                return field.ToString();
            }
            else
            {
                throw Wrong(line, at - 1, WrongQuote);
            }
        }

        throw Wrong(line, line.Length, WrongQuote);
    }

    /// <summary>Columns are bytes, from 1.</summary>
    private static FormatException Wrong(string line, int index, string what) =>
        new($"parse error on line 1, column {Encoding.UTF8.GetByteCount(line.AsSpan(0, index)) + 1}: {what}");
}
