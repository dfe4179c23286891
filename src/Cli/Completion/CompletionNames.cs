using System.Text.Json;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;

namespace Berth.Cli.Completion;

/// <summary>The names that there are now, asked of the daemon. A daemon that does not answer has none: a shell shows no errors.</summary>
internal sealed class CompletionNames(CliContext context)
{
    /// <param name="source">What is named.</param>
    /// <param name="operands">The command's operands so far: which names there are may depend on them.</param>
    public IEnumerable<string> Of(CompletionSource source, IReadOnlyList<string> operands)
    {
        try
        {
            return [.. Ask(source, operands).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is EngineApiException or IOException or System.Net.Sockets.SocketException or JsonException
            or InvalidDataException or CommandLine.CommandException)
        {
            return [];
        }
    }

    private IEnumerable<string> Ask(CompletionSource source, IReadOnlyList<string> operands) => source switch
    {
        CompletionSource.Container => Containers(),
        CompletionSource.ConnectedContainer => Containers(operands[0], connected: true),
        CompletionSource.UnconnectedContainer => Containers(operands[0], connected: false),
        CompletionSource.RunningContainer => Containers("running"),
        CompletionSource.StoppedContainer => Containers("created", "exited"),
        CompletionSource.PausedContainer => Containers("paused"),
        CompletionSource.ContainerPath => Containers().Select(name => name + ":"),
        CompletionSource.Image => Images(),
        CompletionSource.Network => Names("/networks", root => root, "Name"),
        CompletionSource.Volume => Names("/volumes", root => root.GetProperty("Volumes"), "Name"),
        CompletionSource.Context => [Contexts.ContextRecord.Default, .. context.Contexts.All().Select(record => record.Name)],
        CompletionSource.Registry => context.Config.Registries,
        CompletionSource.Anything =>
        [
            .. Of(CompletionSource.Container, operands), .. Of(CompletionSource.Image, operands), .. Of(CompletionSource.Network, operands), .. Of(CompletionSource.Volume, operands),
        ],
        _ => [],
    };

    private IEnumerable<string> Containers(params string[] states)
    {
        var filters = new Filters();
        foreach (var state in states)
        {
            filters.Add("status", state);
        }

        return Names(context.Client.ListContainers(all: true, limit: null, size: false, filters));
    }

    private IEnumerable<string> Containers(string network, bool connected) => Names(
        context.Client.ListContainers(all: true, limit: null, size: false, new Filters())
            .Where(container => (container.NetworkSettings.Networks?.ContainsKey(network) ?? false) == connected));

    private static IEnumerable<string> Names(IEnumerable<ContainerSummary> containers) => containers.SelectMany(container => container.Names)
        .Select(name => name.TrimStart('/')).Where(name => !name.Contains('/', StringComparison.Ordinal));

    private IEnumerable<string> Images() => context.Client.ListImages(all: false, new Filters()).SelectMany(image => image.RepoTags ?? [])
        .Where(name => !name.Contains("<none>", StringComparison.Ordinal))
        .SelectMany(name => name.EndsWith(":latest", StringComparison.Ordinal) ? (string[])[name, name[..^":latest".Length]] : [name]);

    private List<string> Names(string target, Func<JsonElement, JsonElement> list, string property)
    {
        using var response = context.Client.Send(new EngineRequest("GET", target));
        using var document = JsonDocument.Parse(response.Body);
        var items = list(document.RootElement);
        return items.ValueKind != JsonValueKind.Array ? [] : [.. items.EnumerateArray().Select(item => item.GetProperty(property).GetString() ?? "")];
    }
}
