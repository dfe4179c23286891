using System.Globalization;
using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary><c>port</c>: prints where a container's ports are published.</summary>
internal static class ContainerPort
{
    public static Command Define() => new("port", "List published ports of a container, or where one port is published")
    {
        Forms = ["container port", "port"],
        Operands = "CONTAINER [PRIVATE_PORT[/PROTO]]",
        Arity = new Arity(1, 2),
        Run = Run,
    };

    private static int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var ports = context.Client.InspectContainer(operands[0]).NetworkSettings.Ports;
        var lines = operands.Count == 2 ? One(ports, operands[1], operands[0]) : All(ports);
        foreach (var line in lines.Order(NaturalOrder.Instance))
        {
            context.Out.WriteLine(line);
        }

        return 0;
    }

    private static IEnumerable<string> All(IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> ports) => ports
        .SelectMany(port => (port.Value ?? []).Select(binding => $"{port.Key} -> {PortText.Join(binding.HostIp, binding.HostPort)}"));

    private static List<string> One(IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> ports, string wanted, string container)
    {
        var key = wanted.Contains('/', StringComparison.Ordinal) ? wanted : wanted + "/tcp";
        if (!ushort.TryParse(key.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new CommandException($"Error: invalid port ({wanted}): strconv.ParseUint: parsing \"{key.Split('/')[0]}\": invalid syntax");
        }

        return ports.TryGetValue(key, out var bindings) && bindings is not null
            ? [.. bindings.Select(binding => PortText.Join(binding.HostIp, binding.HostPort))]
            : throw new CommandException($"Error: No public port '{wanted}' published for {container}");
    }
}
