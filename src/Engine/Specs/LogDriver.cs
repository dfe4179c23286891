namespace Berth.Engine.Specs;

/// <summary>The drivers for a container's output.</summary>
public enum LogDriver
{
    /// <summary>Files of JSON lines, docker's format. The default.</summary>
    JsonFile,

    /// <summary>The same lines, with rotation and compression unless said otherwise.</summary>
    Local,

    /// <summary>Nothing is kept.</summary>
    None,

    /// <summary>Sent to a syslog daemon.</summary>
    Syslog,

    /// <summary>Sent to the journal.</summary>
    Journald,
}
