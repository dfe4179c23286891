using System.Text.Json.Serialization.Metadata;
using Berth.Cli.CommandLine;
using Berth.EngineApi;
using Berth.EngineApi.Http;

namespace Berth.Cli.Inspection;

/// <summary><c>inspect</c>: shows what the daemon knows of a container, an image, a network or a volume, the first that has the name.</summary>
internal static class ObjectInspect
{
    public static Command Define()
    {
        var format = InspectFlags.Format();
        var size = new SwitchFlag("size", 's', "Show how much space containers take");
        var type = new TextFlag("type", null, "Show only objects of this type");
        return new Command("inspect", "Show what is known of an object")
        {
            Operands = "NAME|ID [NAME|ID...]",
            Arity = Arity.AtLeast(1),
            Flags = [format, size, type],
            Run = (context, operands) =>
            {
                CheckType(type.Value);
                return Inspector.Run(context, operands, format.Value, name => Find(context.Client, name, type.Value, size.Value));
            },
        };
    }

    private static void CheckType(string type)
    {
        string[] known = ["config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"];
        if (type.Length > 0 && !known.Contains(type))
        {
            throw new CommandException(
                $"unknown type: \"{type}\": must be one of {string.Join(", ", known.Select(name => $"\"{name}\""))}");
        }
    }

    private static (byte[] Json, JsonTypeInfo? Type) Find(EngineClient client, string name, string type, bool size)
    {
        (string Type, Func<(byte[], JsonTypeInfo?)> Get)[] kinds =
        [
            ("container", () => (client.InspectContainerJson(name, size), EngineApiJson.Wire.ContainerInspect)),
            ("image", () => (client.InspectImageJson(name), EngineApiJson.Wire.ImageInspect)),
            ("network", () => (client.InspectNetworkJson(name), EngineApiJson.Wire.NetworkInspect)),
            ("volume", () => (client.InspectVolumeJson(name), EngineApiJson.Wire.Volume)),
        ];
        if (type.Length > 0)
        {
            // What only a swarm has, and plugins: the daemon says that there are none.
            var index = Array.FindIndex(kinds, kind => kind.Type == type);
            return index >= 0 ? kinds[index].Get() : (client.InspectJson($"/{type}s/{Query.Escape(name)}{(type == "plugin" ? "/json" : "")}"), null);
        }

        foreach (var kind in kinds)
        {
            try
            {
                return kind.Get();
            }
            catch (EngineApiException e) when (e.Status is 404 or 400 or 501)
            {
                // Not of this kind, or a name that this kind cannot have.
            }
        }

        throw new CommandException($"Error: No such object: {name}");
    }
}
