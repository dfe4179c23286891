namespace Berth.Unit.RegistryClient;

/// <summary>How an answer of a <see cref="LoopbackServer"/> ends.</summary>
internal enum LoopbackEnd
{
    /// <summary>The connection is closed.</summary>
    Close,

    /// <summary>The connection stays and nothing comes any more.</summary>
    Silence,

    /// <summary>The connection is closed without an answer.</summary>
    Hangup,

    /// <summary>The connection stays and no answer comes.</summary>
    Mute,

    /// <summary>The body is sent again and again.</summary>
    Repeat,
}
