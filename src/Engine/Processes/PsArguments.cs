using Berth.Engine.Errors;

namespace Berth.Engine.Processes;

/// <summary>
/// The arguments of ps(1) as <c>docker top</c> hands them on, to the columns that they ask for. dockerd runs the program; here it is
/// read what it would print: <c>-ef</c> and its kin, BSD's <c>aux</c> and its kin, <c>-o</c>, threads, forests, and what to sort by. Which processes are shown is not for
/// the arguments to say: they are the container's, all of them.
/// </summary>
internal static class PsArguments
{
    private const string Default = "-ef";

    /// <summary>More than all columns there are.</summary>
    private const int MostColumns = 200;

    /// <summary>What ps has of long options, and is not supported here.</summary>
    private static readonly HashSet<string> s_long =
    [
        "--cols", "--columns", "--context", "--cumulative", "--deselect", "--Group", "--group", "--headers", "--heading", "--headings", "--help", "--info",
        "--lines", "--no-headers", "--no-heading", "--no-headings", "--noheader", "--noheaders", "--noheading", "--noheadings", "--pid", "--ppid", "--quick-pid", "--rows", "--sid",
        "--signames", "--tty", "--User", "--user", "--version", "--width",
    ];

    /// <exception cref="InvalidParameterException">ps has no such argument.</exception>
    /// <exception cref="UnsupportedException">ps has it, and it is not supported here.</exception>
    public static IReadOnlyList<ProcessColumn> Parse(string? arguments) => Read(arguments).Columns();

    /// <summary>Formats and order.</summary>
    /// <exception cref="InvalidParameterException">ps has no such argument.</exception>
    /// <exception cref="UnsupportedException">ps has it, and it is not supported here.</exception>
    public static PsRequest Read(string? arguments)
    {
        string[] words = (arguments ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var asked = new PsRequest();
        var rest = new Queue<string>(words.Length == 0 ? [Default] : words);
        while (rest.TryDequeue(out string? word))
        {
            ReadWord(word, rest, asked);
        }

        return asked;
    }

    private static void ReadWord(string word, Queue<string> rest, PsRequest asked)
    {
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            ReadLong(word, rest, asked);
        }
        else if (word == "-aux")
        {
            // By POSIX the processes of a user named x; every ps takes it for "aux".
            ReadBsd("aux", rest, asked);
        }
        else if (word.StartsWith('-'))
        {
            ReadUnix(word[1..], rest, asked);
        }
        else
        {
            ReadBsd(word, rest, asked);
        }
    }

    private static void ReadLong(string word, Queue<string> rest, PsRequest asked)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        if (name == "--format")
        {
            ReadFormat(equals < 0 ? Next(rest, name) : word[(equals + 1)..], asked);
            return;
        }

        if (name == "--sort")
        {
            asked.Order.AddRange(ProcessOrder.Parse(equals < 0 ? Next(rest, name) : word[(equals + 1)..]));
            return;
        }

        if (name == "--forest")
        {
            asked.Forest = equals < 0 ? ForestDisplay.Drawn : throw new InvalidParameterException("ps: error: option --forest does not take an argument");
            return;
        }

        throw s_long.Contains(name) ? Unsupported(name) : new InvalidParameterException("ps: error: unknown gnu long option");
    }

    private static void ReadUnix(string letters, Queue<string> rest, PsRequest asked)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            switch (letters[i])
            {
                case 'e' or 'A' or 'w':
                    break;
                case 'f' or 'F' or 'l' or 'j' or 'y':
                    asked.Unix.Add(letters[i]);
                    break;
                case 'L' or 'T' or 'm':
                    asked.ThreadLetters.Add(letters[i]);
                    break;
                case 'H':
                    asked.Forest = ForestDisplay.Indented;
                    break;
                case 'o' or 'O':
                    string format = i + 1 < letters.Length ? letters[(i + 1)..] : Next(rest, $"-{letters[i]}");
                    asked.IsWrapped |= letters[i] == 'O';
                    ReadFormat(format, asked);
                    return;
                case char letter when char.IsAsciiLetter(letter):
                    throw Unsupported($"-{letter}");
                default:
                    throw new InvalidParameterException("ps: error: unsupported option (BSD syntax)");
            }
        }
    }

    private static void ReadBsd(string letters, Queue<string> rest, PsRequest asked)
    {
        asked.IsBsd = true;
        for (int i = 0; i < letters.Length; i++)
        {
            switch (letters[i])
            {
                case 'a' or 'x' or 'g' or 'w':
                    break;
                case 'u' or 'l' or 'j' or 'v' or 's':
                    asked.Bsd.Add(letters[i]);
                    break;
                case 'm' or 'H':
                    asked.ThreadLetters.Add(letters[i] == 'm' ? 'M' : 'H');
                    break;
                case 'f':
                    asked.Forest = ForestDisplay.Drawn;
                    break;
                case 'o' or 'O':
                    string format = i + 1 < letters.Length ? letters[(i + 1)..] : Next(rest, letters[i].ToString());
                    asked.IsWrapped |= letters[i] == 'O';
                    ReadFormat(format, asked);
                    return;
                case 'k':
                    asked.Order.AddRange(ProcessOrder.Parse(i + 1 < letters.Length ? letters[(i + 1)..] : Next(rest, "k")));
                    return;
                case char letter when char.IsAsciiLetterOrDigit(letter):
                    throw Unsupported(letters);
                default:
                    throw new InvalidParameterException("ps: error: unsupported option (BSD syntax)");
            }
        }
    }

    // "pid,comm=NAME": a heading of one's own is the rest of the word.
    private static void ReadFormat(string format, PsRequest asked)
    {
        while (format.Length > 0)
        {
            int end = format.AsSpan().IndexOfAny(',', '=');
            string name = end < 0 ? format : format[..end];
            ProcessColumn column = ProcessColumns.Find(name)
                ?? throw new InvalidParameterException($"ps: error: unknown user-defined format specifier \"{name}\"");
            if (end >= 0 && format[end] == '=')
            {
                string title = format[(end + 1)..];
                RefuseTitle(name, title);
                asked.Add(column with { Title = title });
                return;
            }

            asked.Add(column);
            format = end < 0 ? "" : format[(end + 1)..];
        }

        if (asked.Count > MostColumns)
        {
            throw new InvalidParameterException($"ps: error: more than {MostColumns} columns");
        }
    }

    private static void RefuseTitle(string name, string title)
    {
        if (title.Length == 0)
        {
            throw new UnsupportedException($"ps: a column without a heading ({name}=) is not supported");
        }

        // Another column as the process's number would be taken for it, dockerd says.
        if (title.StartsWith("PID", StringComparison.Ordinal))
        {
            throw new InvalidParameterException($"specifying \"{name}={title}\" is not allowed");
        }
    }

    private static string Next(Queue<string> rest, string option) => rest.TryDequeue(out string? word)
        ? word
        : throw new InvalidParameterException($"ps: error: format specification must follow {option}");

    private static UnsupportedException Unsupported(string option) =>
        new($"ps: option {option} is not supported: processes are listed without running ps, in the formats of -f -F -l -j, a u x l j v s and -o, with threads (-L -T -m, H m) or as a forest (-H, f --forest), sorted by --sort");
}
