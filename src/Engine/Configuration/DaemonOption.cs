namespace Berth.Engine.Configuration;

/// <summary>What values an option takes.</summary>
internal enum DaemonOptionKind
{
    /// <summary>One string.</summary>
    Text,

    /// <summary>A switch: <c>--debug</c>, <c>--debug=false</c>; true or false in the file.</summary>
    Flag,

    /// <summary>A repeatable flag; an array of strings in the file.</summary>
    List,

    /// <summary>A repeatable <c>KEY=VALUE</c> flag; an object of strings in the file.</summary>
    Map,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Only in the file: lists of mirrors by registry, as <c>REGISTRY=MIRROR</c> items; <c>REGISTRY=</c> for an empty list.</summary>
    Mirrors,

    /// <summary>A repeatable <c>base=CIDR,size=LENGTH</c> flag; an array of objects in the file.</summary>
    Pools,
}

/// <summary>One option of the daemon: how it is called on the command line and in the configuration file.</summary>
/// <param name="Name">The long flag, without its dashes; empty when only the file has it.</param>
/// <param name="Short">The one-letter flag, or none.</param>
/// <param name="Key">The key in the configuration file; empty when only the command line has it.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Type">The word that the usage shows for its value.</param>
/// <param name="Help">A line of the usage.</param>
internal sealed record DaemonOption(string Name, char? Short, string Key, DaemonOptionKind Kind, string Type, string Help)
{
    /// <summary>The object in the configuration file that holds the key; empty: the file's own.</summary>
    public string Section { get; init; } = "";

    /// <summary>As it is shown in a message: <c>-H, --host</c>.</summary>
    public string Display => Short is null ? $"--{Name}" : $"-{Short}, --{Name}";

    /// <summary>What identifies the option in a set of values, whichever way it was given.</summary>
    public string Id => Key.Length > 0 ? Key : Name;
}
