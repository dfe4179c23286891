using Berth.Registry.Configuration;
using Berth.Registry.Hosting;

namespace Berth.Registry.CommandLine;

/// <summary>A verb as it was called: its operands and options, and the streams it speaks to.</summary>
internal sealed class VerbCall
{
    public required Verb Verb { get; init; }

    public required IReadOnlyList<string> Operands { get; init; }

    /// <summary>Values by option name, in the order in which they were given.</summary>
    public required IReadOnlyDictionary<string, List<string>> Values { get; init; }

    public TextReader In { get; init; } = Console.In;

    public TextWriter Out { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A switch that is on.</summary>
    public bool Has(string name) => Get(name) == "true";

    /// <summary>The last value given; null: none.</summary>
    public string? Get(string name) => Values.TryGetValue(name, out List<string>? values) ? values[^1] : null;

    public IReadOnlyList<string> All(string name) => Values.TryGetValue(name, out List<string>? values) ? values : [];

    /// <summary>A duration with a unit, e.g. <c>24h</c>; null: not given.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public TimeSpan? Duration(string name) => Get(name) is not { } text
        ? null
        : DurationText.TryParse(text, out TimeSpan duration) ? duration : throw new UsageException($"invalid value \"{text}\" for --{name}: expected {DurationText.Expected}");

    /// <summary>What the configuration file says, and over it the options of this call.</summary>
    /// <exception cref="UsageException">An option's value is wrong.</exception>
    /// <exception cref="ConfigurationException">The file is wrong.</exception>
    public RegistryOptions Options() => OptionsLoader.Load(Values);
}
