namespace Berth.Cli.CommandLine;

/// <summary>
/// An option of a command, by the rules of POSIX and of the Go programs that people know: <c>--name value</c>, <c>--name=value</c>,
/// <c>-n value</c>, <c>-nvalue</c>, and flags without values in one word (<c>-it</c>).
/// </summary>
internal abstract class Flag(string name, char? shorthand, string valueName, string usage)
{
    /// <summary>The long name, without dashes.</summary>
    public string Name { get; } = name;

    /// <summary>The one-letter name.</summary>
    public char? Shorthand { get; } = shorthand;

    /// <summary>What the help calls the value; empty for a switch.</summary>
    public string ValueName { get; } = valueName;

    /// <summary>One sentence for the help.</summary>
    public string Usage { get; } = usage;

    /// <summary>A second long name that the help does not show.</summary>
    public string? HiddenAlias { get; init; }

    /// <summary>The flag is understood and the help does not show it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>True once the command line has given a value.</summary>
    public bool IsSet { get; private set; }

    /// <summary>The value of the flag when it stands alone; null where a value must follow.</summary>
    public virtual string? ImpliedValue => null;

    /// <summary>The default, as the help shows it; null shows none.</summary>
    public virtual string? DefaultText => null;

    /// <summary>How error messages name the flag.</summary>
    public string Display => Shorthand is { } letter ? $"-{letter}, --{Name}" : $"--{Name}";

    /// <summary>Takes a value from the command line.</summary>
    /// <exception cref="UsageException">The value does not fit.</exception>
    public void Set(string value)
    {
        try
        {
            Accept(value);
        }
        catch (FormatException e)
        {
            throw new UsageException($"invalid argument {Templates.GoQuote.Quote(value)} for \"{Display}\" flag: {e.Message}");
        }

        IsSet = true;
    }

    /// <summary>Reads the value; a <see cref="FormatException"/> says what is wrong with it.</summary>
    protected abstract void Accept(string value);
}
