using Berth.Engine.Errors;
using Berth.Engine.Logs;
using Berth.Runtime.Logs;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Opens a container's log. Everything that can be refused is refused here, before a byte is sent.</summary>
    public LogSession OpenLogs(string idOrName, LogRequest request)
    {
        if (!request.Stdout && !request.Stderr)
        {
            throw new InvalidParameterException("Bad parameters: you must choose at least one stream");
        }

        Container container = _index.Get(idOrName);
        string path = LogPlan.ReadablePath(container.Record, _paths)
            ?? throw new UnsupportedException("configured logging driver does not support reading");

        bool follow = request.Follow && container.State.IsAlive;
        var options = new LogReadOptions
        {
            Tail = request.Tail,
            Since = request.Since,
            Until = request.Until,
            FollowUntil = follow ? container.Exited.Next : null,
        };
        var format = new LogFormat
        {
            Framed = !container.Record.HasTerminal,
            Stdout = request.Stdout,
            Stderr = request.Stderr,
            Timestamps = request.Timestamps,
            Details = request.Details ? LogPlan.Details(container.Record, _facts.HostName) : null,
        };
        return new LogSession(new JsonFileLogReader(path), options, format);
    }
}
