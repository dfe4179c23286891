namespace Berth.Registry.Configuration;

/// <summary>What a setting's value is in the file; on the command line all are text.</summary>
internal enum SettingKind
{
    Text,

    /// <summary>true or false.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A string with a unit, or 0.</summary>
    Duration,

    /// <summary>A string with a unit, or a whole number of bytes.</summary>
    Size,

    /// <summary>A string, or an array of strings.</summary>
    List,

    /// <summary>A path; in the file relative to the file's directory.</summary>
    Path,
}
