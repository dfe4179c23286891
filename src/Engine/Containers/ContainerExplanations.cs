using Berth.Engine.Containers.Explaining;
using Berth.EngineApi.Containers;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

// The debug log of what is decided about a container.
public sealed partial class ContainerService
{
    private void ExplainCreation(ContainerRecord record, HostConfig asked, IReadOnlyList<string> warnings)
    {
        if (!_log.IsEnabled(LogLevel.Debug))
        {
            return;
        }

        LogCreated(record.Id, record.Name, record.Config.Image ?? "", record.ImageId, string.Join(' ', record.Args.Prepend(record.Path)));
        LogDefaults(record.Id, DefaultsText.Of(asked, record.HostConfig));
        foreach (string warning in warnings)
        {
            LogWarned(record.Id, warning);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} created as {Name} of {Image} ({ImageId}), to execute {Command}")]
    private partial void LogCreated(string id, string name, string image, string imageId, string command);

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id}: what the request left open is {Defaults}")]
    private partial void LogDefaults(string id, string defaults);

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id}: the client is warned: {Warning}")]
    private partial void LogWarned(string id, string warning);

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} is removed ({Reason}), its own volumes {Volumes}")]
    private partial void LogRemoving(string id, string reason, string volumes);
}
