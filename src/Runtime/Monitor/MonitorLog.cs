using Berth.Runtime.Logs;

namespace Berth.Runtime.Monitor;

/// <summary>Where a container's output is kept and sent, as the daemon writes it down for a monitor (<c>--log-config</c>).</summary>
public sealed record MonitorLog
{
    /// <summary>The log that can be read, also the copy of one that goes elsewhere; null: there is none.</summary>
    public JsonFileLogOptions? File { get; init; }

    public SyslogOptions? Syslog { get; init; }

    public JournaldOptions? Journald { get; init; }

    /// <summary>Opens it; null where nothing is kept or sent.</summary>
    internal IContainerLog? Open(Action<string> complain)
    {
        var logs = new List<IContainerLog>();
        if (File is not null)
        {
            logs.Add(new JsonFileLog(File, complain));
        }

        if (Syslog is not null)
        {
            logs.Add(new SyslogLog(Syslog, complain));
        }

        if (Journald is not null)
        {
            logs.Add(new JournaldLog(Journald, complain));
        }

        return logs.Count switch
        {
            0 => null,
            1 => logs[0],
            _ => new LogFanOut(logs),
        };
    }
}
