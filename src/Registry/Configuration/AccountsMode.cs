namespace Berth.Registry.Configuration;

/// <summary>Whether a registry has accounts.</summary>
internal enum AccountsMode
{
    /// <summary>It has where there is a user.</summary>
    Auto,

    On,

    Off,
}
