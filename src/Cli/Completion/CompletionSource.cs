namespace Berth.Cli.Completion;

/// <summary>What a word of a command line names.</summary>
internal enum CompletionSource
{
    /// <summary>Nothing that could be listed, and no file either.</summary>
    None,

    /// <summary>A file: the shell's own affair.</summary>
    FileName,

    Container,

    RunningContainer,

    StoppedContainer,

    PausedContainer,

    /// <summary>A container in the network that the first operand names.</summary>
    ConnectedContainer,

    /// <summary>A container that is not in it.</summary>
    UnconnectedContainer,

    Image,

    Volume,

    Network,

    Context,

    /// <summary>A registry that the client has logged in to.</summary>
    Registry,

    /// <summary>Containers, images, networks and volumes.</summary>
    Anything,

    /// <summary>A container, then the path behind it; or a file.</summary>
    ContainerPath,
}
