using Berth.Cli.CommandLine;

namespace Berth.Cli.Completion;

/// <summary>
/// Finds what the last word of a command line may become:
/// <code>
///   1. the command          down the tree, past flags and their values
///   2. a flag's value       behind a flag that needs one, or behind --flag=
///   3. a flag               behind a dash
///   4. a verb               of a group
///   5. an operand           what the command works on
/// </code>
/// </summary>
internal sealed class Completer(Command root, CompletionNames names)
{
    private readonly List<string> _path = [];
    private Command _command = root;
    private Flag? _pending;
    private readonly List<string> _operands = [];
    private bool _flagsEnded;

    /// <param name="words">The words behind the program's name; the last is the one to be completed, and may be empty.</param>
    public CompletionAnswer Complete(IReadOnlyList<string> words)
    {
        // 1.
        foreach (var word in words.SkipLast(1))
        {
            Take(word);
        }

        var current = words.Count > 0 ? words[^1] : "";

        // 2.
        if (_pending is not null)
        {
            return Value(_pending, current);
        }

        if (!_flagsEnded && current.StartsWith('-'))
        {
            var equals = current.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                return FindLong(current[..equals]) is { } flag ? Value(flag, current[(equals + 1)..]) : CompletionAnswer.Nothing;
            }

            // 3.
            return Flags(current);
        }

        // 4.
        if (_command.Run is null)
        {
            return _operands.Count > 0 ? CompletionAnswer.Nothing : CompletionAnswer.Of(
                _command.Children.Where(child => !child.IsHidden).OrderBy(child => child.Name, StringComparer.Ordinal)
                    .Select(child => (child.Name, child.Summary)), current);
        }

        // 5.
        if (_command.StopsAtOperand && _operands.Count > 0)
        {
            return CompletionAnswer.Files;
        }

        return _path is ["completion"] ? CompletionAnswer.Of(CompletionScript.Shells.Select(shell => (shell, "")), current)
            : List(CompletionTable.Operand(_path, _operands.Count), current);
    }

    private void Take(string word)
    {
        if (_pending is not null)
        {
            _pending = null;
        }
        else if (!_flagsEnded && word == "--")
        {
            _flagsEnded = true;
        }
        else if (!_flagsEnded && word.Length > 1 && word[0] == '-')
        {
            var flag = word[1] == '-' ? FindLong(word) : FindShort(word);
            _pending = flag is { ImpliedValue: null } ? flag : null;
        }
        else if (_command.Run is null && _command.Find(word) is { } child)
        {
            _command = child;
            _path.Add(word);
        }
        else
        {
            _operands.Add(word);
            _flagsEnded |= _command.StopsAtOperand;
        }
    }

    private Flag? FindLong(string word) => word.Contains('=', StringComparison.Ordinal) && !word.StartsWith("--", StringComparison.Ordinal)
        ? null
        : _command.Flags.FirstOrDefault(flag => "--" + flag.Name == word || "--" + flag.HiddenAlias == word);

    /// <summary>The last letter of a word, where the value does not stand in the word itself.</summary>
    private Flag? FindShort(string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (_command.Flags.FirstOrDefault(flag => flag.Shorthand == word[i]) is not { } flag)
            {
                return null;
            }

            if (flag.ImpliedValue is null)
            {
                return i == word.Length - 1 ? flag : null;
            }
        }

        return null;
    }

    private CompletionAnswer Flags(string current)
    {
        var flags = _command.Flags.Where(flag => !flag.IsHidden).OrderBy(flag => flag.Name, StringComparer.Ordinal).Append(
            new SwitchFlag("help", null, "Print this help"));
        return CompletionAnswer.Of(
            flags.SelectMany(flag => flag.Shorthand is { } letter && !current.StartsWith("--", StringComparison.Ordinal)
                ? ((string, string)[])[("--" + flag.Name, flag.Usage), ("-" + letter, flag.Usage)]
                : [("--" + flag.Name, flag.Usage)]),
            current);
    }

    private CompletionAnswer Value(Flag flag, string current)
    {
        if (CompletionTable.Values(flag.Name, _path) is { } values)
        {
            return CompletionAnswer.Of(values.Select(value => (value, "")), current);
        }

        return CompletionTable.Value(flag.Name) is { } source ? List(source, current) : CompletionAnswer.Files;
    }

    private CompletionAnswer List(CompletionSource source, string current) => source switch
    {
        CompletionSource.FileName => CompletionAnswer.Files,
        CompletionSource.ContainerPath => CompletionAnswer.Of(names.Of(source, _operands).Select(name => (name, "")), current) with { AllowsFiles = true },
        _ => CompletionAnswer.Of(names.Of(source, _operands).Select(name => (name, "")), current),
    };
}
