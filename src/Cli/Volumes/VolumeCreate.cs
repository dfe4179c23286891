using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Specs;
using Berth.EngineApi.Volumes;

namespace Berth.Cli.Volumes;

/// <summary><c>volume create</c>: makes a volume and prints its name.</summary>
internal sealed class VolumeCreate
{
    private const string NoCluster =
        "Error response from daemon: This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private readonly TextFlag _driver = new("driver", 'd', "Driver of the volume", VolumeColumns.LocalDriver);
    private readonly ListFlag _labels = new("label", null, "Set a label of the volume", EnvironmentList.CheckLabel);
    private readonly TextFlag _name = new("name", null, "Name of the volume") { IsHidden = true };

    private readonly ParsedListFlag<KeyValuePair<string, string>> _options =
        new("opt", 'o', "map", "Set an option of the driver", KeyValue.Parse);

    public static Command Define()
    {
        var create = new VolumeCreate();
        return new Command("create", "Make a volume")
        {
            Operands = "[VOLUME]",
            Arity = new Arity(0, 1),
            Flags = [create._driver, create._labels, create._name, create._options, .. ClusterFlags()],
            Run = create.Run,
        };
    }

    // Of volumes of a cluster, which there is none of.
    private static RefusedFlag[] ClusterFlags() =>
    [
        Refused("availability", "string"), Refused("group", "string"), Refused("limit-bytes", "bytes"), Refused("required-bytes", "bytes"),
        Refused("scope", "string"), Refused("secret", "map"), Refused("sharing", "string"), Refused("topology-preferred", "list"),
        Refused("topology-required", "list"), Refused("type", "string"),
    ];

    private static RefusedFlag Refused(string name, string valueName) =>
        new(name, null, valueName, "Only for volumes of a cluster", NoCluster) { IsHidden = true };

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        if (operands.Count == 1 && _name.Value.Length > 0)
        {
            throw new CommandException("conflicting options: cannot specify a volume-name through both --name and as a positional arg");
        }

        var name = operands.Count == 1 ? operands[0] : _name.Value;
        var volume = context.Client.CreateVolume(new VolumeCreateRequest
        {
            Name = name.Length > 0 ? name : null,
            Driver = _driver.Value,
            DriverOpts = KeyValue.ToMap(_options.Values),
            Labels = KeyValue.ToMap([.. _labels.Values.Select(KeyValue.Parse)]),
        });
        context.Out.WriteLine(volume.Name);
        return 0;
    }
}
