using Berth.Engine.Errors;
using Berth.Engine.Logs;
using Berth.Engine.Specs;
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
        if (!LogSettings.Parse(container.Record.HostConfig.LogConfig ?? new EngineApi.Containers.LogConfig { Type = "json-file" }).Keeps)
        {
            throw new UnsupportedException("configured logging driver does not support reading");
        }

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
        };
        return new LogSession(new JsonFileLogReader(_paths.LogFile(container.Id)), options, format);
    }
}
