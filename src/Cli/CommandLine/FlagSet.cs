namespace Berth.Cli.CommandLine;

/// <summary>The flags of a command, and the reading of a command line against them.</summary>
internal sealed class FlagSet
{
    private readonly Dictionary<string, Flag> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<char, Flag> _byShorthand = [];
    private readonly List<Flag> _flags = [];

    public FlagSet(IEnumerable<Flag> flags)
    {
        foreach (var flag in flags)
        {
            Add(flag);
        }
    }

    /// <summary>All flags, by name.</summary>
    public IEnumerable<Flag> Sorted => _flags.OrderBy(flag => flag.Name, StringComparer.Ordinal);

    /// <summary>
    /// Reads flags and returns the operands. <c>--</c> ends the flags.
    /// </summary>
    /// <param name="arguments">The words after the command's name.</param>
    /// <param name="stopAtOperand">The first operand ends the flags too: what follows belongs to the program in the container.</param>
    /// <exception cref="UsageException">An unknown flag, a value that is missing or does not fit.</exception>
    public List<string> Parse(ReadOnlySpan<string> arguments, bool stopAtOperand)
    {
        var operands = new List<string>();
        while (!arguments.IsEmpty)
        {
            var word = arguments[0];
            arguments = arguments[1..];
            if (word == "--")
            {
                operands.AddRange(arguments);
                break;
            }

            if (word.Length < 2 || word[0] != '-')
            {
                operands.Add(word);
                if (stopAtOperand)
                {
                    operands.AddRange(arguments);
                    break;
                }
            }
            else if (word[1] == '-')
            {
                ParseLong(word, ref arguments);
            }
            else
            {
                ParseShort(word, ref arguments);
            }
        }

        return operands;
    }

    private void Add(Flag flag)
    {
        _flags.Add(flag);
        _byName.Add(flag.Name, flag);
        if (flag.HiddenAlias is { } alias)
        {
            _byName.Add(alias, flag);
        }

        if (flag.Shorthand is { } letter)
        {
            _byShorthand.Add(letter, flag);
        }
    }

    private void ParseLong(string word, ref ReadOnlySpan<string> rest)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word[2..] : word[2..equals];
        if (name.Length == 0 || name[0] == '-')
        {
            throw new UsageException($"bad flag syntax: {word}");
        }

        if (!_byName.TryGetValue(name, out var flag))
        {
            throw new UsageException($"unknown flag: --{name}");
        }

        if (equals >= 0)
        {
            flag.Set(word[(equals + 1)..]);
        }
        else
        {
            flag.Set(flag.ImpliedValue ?? Next(ref rest) ?? throw new UsageException($"flag needs an argument: --{name}"));
        }
    }

    private void ParseShort(string word, ref ReadOnlySpan<string> rest)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (!_byShorthand.TryGetValue(word[i], out var flag))
            {
                throw new UsageException($"unknown shorthand flag: '{word[i]}' in -{word[i..]}");
            }

            var attached = word[(i + 1)..];
            if (attached.StartsWith('=') && attached.Length > 1)
            {
                flag.Set(attached[1..]);
                return;
            }

            if (flag.ImpliedValue is { } implied)
            {
                flag.Set(implied);
                continue;
            }

            flag.Set(attached.Length > 0
                ? attached
                : Next(ref rest) ?? throw new UsageException($"flag needs an argument: '{word[i]}' in -{word[i..]}"));
            return;
        }
    }

    private static string? Next(ref ReadOnlySpan<string> rest)
    {
        if (rest.IsEmpty)
        {
            return null;
        }

        var next = rest[0];
        rest = rest[1..];
        return next;
    }
}
