using Berth.Registry.CommandLine;
using Berth.Registry.Hosting;

namespace Berth.Registry.Configuration;

/// <summary>One thing that can be configured. Its option is called as its key, with dashes for dots: <c>tls.cert</c>, <c>--tls-cert</c>.</summary>
/// <param name="Key">In the file, e.g. <c>tls.cert</c>: <c>cert</c> in <c>[tls]</c>.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Default">As documentation and help show it; empty: none.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Apply">Puts a value into the options; a <see cref="FormatException"/> says what was expected.</param>
internal sealed record Setting(
    string Key, SettingKind Kind, string Default, string Help, Func<RegistryOptions, IReadOnlyList<string>, RegistryOptions> Apply)
{
    /// <summary>The command line has no option for it.</summary>
    public bool IsOnlyInFile { get; init; }

    /// <summary>What the help calls its value.</summary>
    public string ValueName { get; init; } = Kind switch
    {
        SettingKind.Switch => "",
        SettingKind.Number => "N",
        SettingKind.Duration => "DURATION",
        SettingKind.Size => "SIZE",
        SettingKind.Path => "FILE",
        _ => "VALUE",
    };

    public string OptionName => Key.Replace('.', '-');

    public VerbOption ToOption() => new(OptionName, ValueName, Default.Length > 0 ? $"{Help} (default {Default})" : Help);

    public static Setting Text(string key, string @default, string help, Func<RegistryOptions, string, RegistryOptions> apply) =>
        new(key, SettingKind.Text, @default, help, (options, items) => apply(options, items[^1]));

    public static Setting File(string key, string @default, string help, Func<RegistryOptions, string, RegistryOptions> apply) =>
        new(key, SettingKind.Path, @default, help, (options, items) => items[^1].Length > 0 ? apply(options, Path.GetFullPath(items[^1])) : throw new FormatException("a path"));

    public static Setting Switch(string key, string @default, string help, Func<RegistryOptions, bool, RegistryOptions> apply) =>
        new(key, SettingKind.Switch, @default, help, (options, items) => apply(options, items[^1] == "true"));

    /// <param name="key">See <see cref="Key"/>.</param>
    /// <param name="default">See <see cref="Default"/>.</param>
    /// <param name="help">See <see cref="Help"/>.</param>
    /// <param name="choices">The values there are.</param>
    /// <param name="apply">Gets the index of the one given.</param>
    public static Setting Choice(string key, string @default, string help, string[] choices, Func<RegistryOptions, int, RegistryOptions> apply) =>
        new(key, SettingKind.Text, @default, help, (options, items) => Array.IndexOf(choices, items[^1]) is >= 0 and var index
            ? apply(options, index)
            : throw new FormatException($"one of {string.Join(", ", choices)}"))
        {
            ValueName = string.Join('|', choices),
        };

    /// <summary>A duration between two, both included.</summary>
    public static Setting Duration(
        string key, string @default, string help, TimeSpan least, TimeSpan most, Func<RegistryOptions, TimeSpan, RegistryOptions> apply) =>
        new(key, SettingKind.Duration, @default, help, (options, items) => !DurationText.TryParse(items[^1], out TimeSpan duration)
            ? throw new FormatException(DurationText.Expected)
            : duration < least || duration > most
                ? throw new FormatException($"a duration between {DurationText.Format(least)} and {DurationText.Format(most)}")
                : apply(options, duration));

    /// <summary>A size between two, both included.</summary>
    public static Setting Size(string key, string @default, string help, long least, long most, Func<RegistryOptions, long, RegistryOptions> apply) =>
        new(key, SettingKind.Size, @default, help, (options, items) => !SizeText.TryParse(items[^1], out long bytes)
            ? throw new FormatException(SizeText.Expected)
            : bytes < least || bytes > most
                ? throw new FormatException($"a size between {SizeText.Format(least)} and {SizeText.Format(most)}")
                : apply(options, bytes));

    /// <summary>A whole number between two, both included.</summary>
    public static Setting Number(string key, string @default, string help, int least, int most, Func<RegistryOptions, int, RegistryOptions> apply) =>
        new(key, SettingKind.Number, @default, help, (options, items) => int.TryParse(items[^1], null, out int number) && number >= least && number <= most
            ? apply(options, number)
            : throw new FormatException($"a whole number between {least} and {most}"));
}
