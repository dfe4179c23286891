using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Docker;

/// <summary>
/// <c>--format</c> of every listing: each field that docker has, in a template, a table, as JSON; fields that it does not have; and the
/// formats by name. Both clients print the same, on the same daemon.
/// </summary>
public sealed class SameFormatTests(PopulatedDaemon populated)
{
    private static readonly string[] s_shapes =
        ["{{.F}} {{json .F}}", @"table {{.ID}}\t{{.F}}\tx", @"table {{upper .F}}\t{{title .ID}}"];

    private static readonly string[] s_formats =
    [
        "json", "table", "raw", "{{json .}}", @"{{.ID}}\n{{.ID}}", "{{.ID", "{{nope .ID}}", "{{.ID}}{{end}}", "{{len .ID}}",
        "{{printf \"%-20s|\" .ID}}", "{{truncate .ID 3}}", @"table {{truncate .ID 3}}\t{{pad .ID 1 2}}", "table{{.ID}}", "  {{.ID}} ", "tableX",
        "{{split .ID \"a\"}}", "{{with .ID}}{{.}}{{end}}", "{{eq .ID 1}}", "{{.ID.X}}", "{{.ID 1}}", "{{range .ID}}{{end}}", "{{$.ID}}",
        "table {{title .ID}} {{.Nope}} x", "{{if eq .ID \"x\"}}a{{else}}b{{end}}",
    ];

    [Theory]
    [InlineData("images", "ID Repository Tag Digest CreatedSince CreatedAt Size VirtualSize SharedSize UniqueSize Containers Nope")]
    [InlineData("images --digests --no-trunc", "ID Digest")]
    [InlineData("images -q", "ID")]
    [InlineData(
        "ps -a", "ID Names Image Command CreatedAt RunningFor Ports State Status Size Labels Mounts LocalVolumes Networks Platform Nope Label")]
    [InlineData("ps -a --no-trunc", "Command Mounts")]
    [InlineData("ps -aq", "ID")]
    [InlineData("network ls", "ID Name Driver Scope CreatedAt IPv4 IPv6 Internal Labels Label Nope")]
    [InlineData("network ls --no-trunc", "ID")]
    [InlineData("system df", "Type TotalCount Active Size Reclaimable Nope")]
    [InlineData("history berth-test/busybox", "ID CreatedSince CreatedAt CreatedBy Size Comment Nope")]
    public async Task Listing_EachFormat_PrintsTheSameThroughBothClients(string command, string fields)
    {
        IEnumerable<string> formats = fields.Split(' ').SelectMany(field => s_shapes.Select(shape => shape.Replace(".F", "." + field, StringComparison.Ordinal)));

        // What formats mean is tried on two listings; docker checks those of ps by itself.
        await CompareAsync(formats.Concat(command is "images" or "ps -a" ? s_formats : []).Select(format => (string[])[.. command.Split(' '), "--format", format]));
    }

    [Theory]
    [InlineData("version", "{{.Server.Version}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Client.Context}}", "{{.Server.Components}}",
        "{{json .Server}}", "{{.Server.Nope}}", "{{.Nope}}", "{{.Server.Version", "a{{.Client.Nope}}")]
    [InlineData("info", "{{.ID}} {{.NCPU}} {{.MemTotal}} {{.Labels}} {{.CgroupVersion}} {{.LiveRestoreEnabled}}", "{{json .Swarm}}", "{{.Nope}}", "a{{.Nope}}",
        "{{if gt .NCPU 0}}cpus{{end}}", "{{range $name, $_ := .Runtimes}}{{$name}} {{end}}", "{{.ID", "{{json .Plugins}}")]
    [InlineData("inspect running", "{{.Id}} {{.Name}} {{.State.Pid}}", "{{.ID}}", "{{.State}}", "{{.State.Health}}", "{{.State.Health.Status}}", "{{.Nope}}",
        "{{json .Config}}", "{{.HostConfig.PortBindings}} {{.Config.Labels.nope}}", "{{.GraphDriver.Name}}", "{{if eq .State.ExitCode 0}}zero{{end}}",
        "{{range $port, $bindings := .NetworkSettings.Ports}}{{$port}}={{(index $bindings 0).HostPort}} {{end}}",
        "{{(index (index .NetworkSettings.Ports \"80/tcp\") 0).HostPort}}", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", "{{.Name",
        "{{json .Mounts}}{{len .Mounts}}{{join .Config.Env \",\"}}", "{{.HostConfig.PidsLimit}} {{.HostConfig.OomKillDisable}}")]
    [InlineData("system df -v", "{{json .Images}}", "{{range .Containers}}{{.ID}} {{.Names}} {{.Size}};{{end}}", "{{range .Volumes}}{{.Name}}{{end}}", "{{.Nope}}",
        "raw", "table", "{{.Images")]
    [InlineData("image inspect berth-test/busybox", "{{.Id}} {{.RepoTags}} {{json .RepoDigests}} {{.Size}} {{.RootFS.Layers}}", "{{.ID}}", "{{.Nope}}", "{{.Config.Nope}}")]
    public async Task Object_EachFormat_PrintsTheSameThroughBothClients(string command, params string[] formats) =>
        await CompareAsync(formats.Select(format => (string[])[.. command.Split(' '), "--format", format]));

    private async Task CompareAsync(IEnumerable<string[]> commands)
    {
        string docker = PopulatedDaemon.DockerClient ?? "";
        Assert.SkipWhen(docker.Length == 0, "no docker command on this machine");
        var different = new List<string>();
        foreach (string[] arguments in commands)
        {
            CommandResult actual = await RunAsync(Installation.Binary("berth"), arguments);
            CommandResult expected = await RunAsync(docker, arguments);
            if (Comparable(expected) != Comparable(actual))
            {
                // "9 seconds ago" has become "10 seconds ago" between the two.
                actual = await RunAsync(Installation.Binary("berth"), arguments);
            }

            if (Comparable(expected) != Comparable(actual))
            {
                different.Add($"{string.Join(' ', arguments)}\n  docker: {Comparable(expected)}\n  berth:  {Comparable(actual)}");
            }
        }

        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    /// <summary>Both clients speak the API of docker 28.2: the daemon answers later versions otherwise.</summary>
    private Task<CommandResult> RunAsync(string client, string[] arguments) => Command.RunAsync(
        "env", ["DOCKER_API_VERSION=1.50", client, "-H", populated.Daemon.Host, .. arguments], stdin: (string?)null);

    /// <summary>docker lists the names of one image in a random order.</summary>
    private static string Comparable(CommandResult result) =>
        $"{result.ExitCode} {string.Join('\n', result.Output.Split('\n').Order(StringComparer.Ordinal))} ! {result.Error}";
}
