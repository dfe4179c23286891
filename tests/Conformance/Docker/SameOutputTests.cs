using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Docker;

/// <summary>On the same daemon, <c>berth</c> prints what the real <c>docker</c> prints, byte for byte, and ends with the same code.</summary>
public sealed class SameOutputTests(PopulatedDaemon populated)
{
    [Theory]
    [InlineData("images")]
    [InlineData("images -a --no-trunc")]
    [InlineData("images --digests")]
    [InlineData("images -q")]
    [InlineData("image ls --filter dangling=true")]
    [InlineData("image ls --format {{.Repository}}:{{.Tag}}")]
    [InlineData("images --filter label!=x")]
    [InlineData("images --filter until=x")]
    [InlineData("image inspect nothing berth-test/busybox nothing2")]
    [InlineData("image inspect --platform linux/riscv64 berth-test/busybox")]
    [InlineData("image inspect --platform x berth-test/busybox")]
    [InlineData("history --platform linux/riscv64 berth-test/busybox")]
    [InlineData("history --platform x berth-test/busybox")]
    [InlineData("rmi --platform linux/riscv64 berth-test/busybox")]
    [InlineData("rmi --platform linux/amd64,linux/riscv64 berth-test/busybox")]
    [InlineData("system df")]
    [InlineData("system df -v")]
    [InlineData("system df --format json")]
    [InlineData("system df -v --format json")]
    [InlineData("system df --format {{")]
    [InlineData("system df -v --format {{.Size")]
    [InlineData("system prune -f --filter x=1")]
    [InlineData("system prune -f --volumes --filter until=1h")]
    [InlineData("volume prune -a -f --filter all=1")]
    [InlineData("image prune -f --filter until=1h --filter until=2h")]
    [InlineData("ps")]
    [InlineData("ps -a")]
    [InlineData("ps -aq --no-trunc")]
    [InlineData("ps -a --filter status=exited --format {{.Names}}")]
    [InlineData("ps -a --filter name=ended --format {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.State}}")]
    [InlineData("container ls -n 2")]
    [InlineData("port running")]
    [InlineData("port running 80/tcp")]
    [InlineData("logs ended")]
    [InlineData("logs --tail 1 ended")]
    [InlineData("history berth-test/busybox")]
    [InlineData("inspect --format {{.Config.Env}} running")]
    [InlineData("inspect --format {{.State.Status}}:{{.HostConfig.NetworkMode}} running")]
    [InlineData("inspect --format {{json .Config.Cmd}} ended")]
    [InlineData("image inspect --format {{.Os}}/{{.Architecture}} berth-test/busybox")]
    [InlineData("inspect running")]
    [InlineData("image inspect berth-test/busybox")]
    [InlineData("wait ended")]
    [InlineData("exec running echo hello")]
    [InlineData("exec running false")]
    [InlineData("inspect nothing")]
    [InlineData("rm nothing")]
    [InlineData("rm running")]
    [InlineData("rmi nothing")]
    [InlineData("stop nothing")]
    [InlineData("logs nothing")]
    [InlineData("exec ended true")]
    [InlineData("tag nothing x")]
    [InlineData("kill ended")]
    [InlineData("run --rm berth-test/busybox no-such-command")]
    [InlineData("network ls")]
    [InlineData("network ls -q --no-trunc")]
    [InlineData("network ls --filter driver=null")]
    [InlineData("network ls --filter dangling=true")]
    [InlineData("network ls --filter x=1")]
    [InlineData("network ls --filter type=x")]
    [InlineData("network inspect front")]
    [InlineData("network inspect nothing")]
    [InlineData("network inspect -f {{.Name}}:{{.Driver}}:{{.Labels.kind}} front nothing bridge")]
    [InlineData("network inspect -f {{.Nope}} front")]
    [InlineData("inspect --type network front")]
    [InlineData("network create front")]
    [InlineData("network create bridge")]
    [InlineData("network create -d nope x1")]
    [InlineData("network create -d host x1")]
    [InlineData("network create --config-only x1")]
    [InlineData("network create --subnet nonsense x1")]
    [InlineData("network create --ipam-driver nope x1")]
    [InlineData("network rm bridge")]
    [InlineData("network rm nothing nothing2")]
    [InlineData("network rm front")]
    [InlineData("network connect nothing running")]
    [InlineData("network connect front nothing")]
    [InlineData("network connect front member")]
    [InlineData("network connect host running")]
    [InlineData("network disconnect front running")]
    [InlineData("network disconnect nothing running")]
    [InlineData("network prune -f --filter x=1")]
    [InlineData("ps --filter network=front --format {{.Names}}:{{.Networks}}")]
    [InlineData("inspect --format {{.NetworkSettings.Networks.front.Aliases}} member")]
    [InlineData("run --rm --network nothing berth-test/busybox true")]
    [InlineData("run --rm --ip 10.9.9.9 berth-test/busybox true")]
    [InlineData("run --rm --network front --ip 10.9.9.9 berth-test/busybox true")]
    [InlineData("run --rm --network container:nothing berth-test/busybox true")]
    [InlineData("run --rm --network container:running --hostname x berth-test/busybox true")]
    [InlineData("run --rm --network host --link running berth-test/busybox true")]
    [InlineData("run --rm --link nothing:x berth-test/busybox true")]
    [InlineData("run --rm --name running berth-test/busybox true")]
    [InlineData("run --rm -m 1k berth-test/busybox true")]
    public async Task Command_ThroughBothClients_PrintsTheSame(string line)
    {
        string docker = PopulatedDaemon.DockerClient ?? "";
        Assert.SkipWhen(docker.Length == 0, "no docker command on this machine");
        string[] arguments = Split(line);

        CommandResult expected = await populated.Daemon.RunClientAsync(docker, arguments);
        CommandResult actual = await populated.Daemon.RunClientAsync(Installation.Binary("berth"), arguments);
        for (int again = 0; again < 3 && expected.Output != actual.Output; again++)
        {
            // "9 seconds ago" has become "10 seconds ago" between the two: what they print a moment later counts as well.
            expected = await populated.Daemon.RunClientAsync(docker, arguments);
            actual = await populated.Daemon.RunClientAsync(Installation.Binary("berth"), arguments);
        }

        Assert.Equal(expected.ExitCode, actual.ExitCode);
        Assert.Equal(Sorted(line, Comparable(expected.Output)), Sorted(line, Comparable(actual.Output)));
        Assert.Equal(Comparable(expected.Error), Comparable(actual.Error));
    }

    /// <summary>The words of the line; a template in braces is one word although it may hold spaces.</summary>
    private static string[] Split(string line)
    {
        int template = line.IndexOf("{{json ", StringComparison.Ordinal);
        if (template < 0)
        {
            return line.Split(' ');
        }

        int end = line.IndexOf("}}", template, StringComparison.Ordinal) + 2;
        return [.. line[..template].Trim().Split(' '), line[template..end], line[end..].Trim()];
    }

    /// <summary>docker lists the names of one image in a random order.</summary>
    private static string Sorted(string line, string output) =>
        line.StartsWith("image", StringComparison.Ordinal) ? string.Join('\n', output.Split('\n').Order(StringComparer.Ordinal)) : output;

    /// <summary>What must differ is made equal: the program's own name, and the id of a container that each run makes anew.</summary>
    private static string Comparable(string text) =>
        string.Join('\n', text.Split('\n')
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\\(?[0-9a-f]{64}\\)?", "ID"))
            .Select(line => line.StartsWith("docker: ", StringComparison.Ordinal) ? "berth: " + line["docker: ".Length..] : line)
            .Select(line => line.Replace("'docker ", "'berth ", StringComparison.Ordinal)));
}
