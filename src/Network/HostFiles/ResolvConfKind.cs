namespace Berth.Network.HostFiles;

/// <summary>Whose resolver a container uses.</summary>
public enum ResolvConfKind
{
    /// <summary>On the host's network: the host's file.</summary>
    Host,

    /// <summary>On the default bridge, or none: the host's servers, by their addresses.</summary>
    Bridge,

    /// <summary>On a user network: ours, at 127.0.0.11.</summary>
    Internal,
}
