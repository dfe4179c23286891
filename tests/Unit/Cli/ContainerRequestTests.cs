using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Containers;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Cli;

public sealed class ContainerRequestTests
{
    [Theory]
    [InlineData("80", """{"80/tcp":[{"HostIp":"","HostPort":""}]}""")]
    [InlineData("8080:80", """{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}""")]
    [InlineData("127.0.0.1:8080:80/udp", """{"80/udp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]}""")]
    [InlineData("127.0.0.1::80", """{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":""}]}""")]
    [InlineData("[::1]:8080:80", """{"80/tcp":[{"HostIp":"::1","HostPort":"8080"}]}""")]
    [InlineData("8080-8081:80-81", """{"80/tcp":[{"HostIp":"","HostPort":"8080"}],"81/tcp":[{"HostIp":"","HostPort":"8081"}]}""")]
    [InlineData("8080-8090:80", """{"80/tcp":[{"HostIp":"","HostPort":"8080-8090"}]}""")]
    public void Publish_EveryForm_Binds(string text, string bindings) =>
        Assert.Equal(bindings, JsonSerializer.Serialize(Build("-p", text, "img").HostConfig, EngineApiJson.Wire.HostConfig) is var json
            ? JsonDocument.Parse(json).RootElement.GetProperty("PortBindings").GetRawText() : null);

    [Theory]
    [InlineData("99999:80", "invalid hostPort: 99999")]
    [InlineData("80:x", "invalid containerPort: x")]
    [InlineData("80/foo", "invalid proto: foo")]
    [InlineData("1.2.3:80:80", "invalid IP address: 1.2.3")]
    [InlineData("80-82:80-81", "invalid ranges specified for container and host Ports: 80-81 and 80-82")]
    [InlineData(":", "no port specified: :<empty>")]
    public void Publish_Wrong_SaysWhat(string text, string message) =>
        Assert.Equal(message, Assert.Throws<CommandException>(() => Build("-p", text, "img")).Message);

    [Fact]
    public void Build_CommandBehindImage_IsNotRead()
    {
        var request = Build("-it", "--rm", "-e", "A=1", "-e", "FROM_HERE", "-e", "UNSET", "img", "sh", "-c", "echo -e", "--rm");

        Assert.Equal("img", request.Image);
        Assert.Equal(["sh", "-c", "echo -e", "--rm"], request.Cmd!);
        Assert.Equal(["A=1", "FROM_HERE=yes", "UNSET"], request.Env!);
        Assert.True(request is { Tty: true, OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true });
        Assert.True(request.HostConfig!.AutoRemove);
        Assert.Equal("default", request.HostConfig.NetworkMode);
        Assert.Equal(["default"], request.NetworkingConfig!.EndpointsConfig!.Keys);
    }

    [Fact]
    public void Build_Limits_AreInTheApisUnits()
    {
        var host = Build("-m", "512m", "--memory-swap", "-1", "--cpus", "1.5", "--pids-limit", "100", "--ulimit", "nofile=1024:2048", "img").HostConfig!;

        Assert.Equal((536_870_912, -1, 1_500_000_000, 100L), (host.Memory, host.MemorySwap, host.NanoCpus, host.PidsLimit));
        Assert.Equal(new Ulimit { Name = "nofile", Soft = 1024, Hard = 2048 }, Assert.Single(host.Ulimits!));
    }

    [Fact]
    public void Build_VolumesAndMounts_GoWhereTheyBelong()
    {
        var request = Build("-v", "/anonymous", "-v", "/a:/b:ro", "-v", "named:/c", "--tmpfs", "/t:size=1m",
            "--mount", "type=bind,src=/x,dst=/y,readonly,bind-propagation=rslave", "img");

        Assert.Equal(["/anonymous"], request.Volumes!.Keys);
        Assert.Equal(["/a:/b:ro", "named:/c"], request.HostConfig!.Binds!);
        Assert.Equal("size=1m", request.HostConfig.Tmpfs!["/t"]);
        Assert.Equal(
            new Mount { Type = "bind", Source = "/x", Target = "/y", ReadOnly = true, BindOptions = new BindOptions { Propagation = "rslave" } },
            Assert.Single(request.HostConfig.Mounts!));
    }

    [Fact]
    public void Build_NetworkWithAddress_SetsTheEndpoint()
    {
        var request = Build("--network", "front", "--ip", "10.0.0.5", "--network-alias", "db", "--mac-address", "02:42:00:00:00:01", "img");

        var endpoint = request.NetworkingConfig!.EndpointsConfig!["front"]!;
        Assert.Equal(("front", "10.0.0.5", "02:42:00:00:00:01"), (request.HostConfig!.NetworkMode, endpoint.IPAMConfig!.IPv4Address, endpoint.MacAddress));
        Assert.Equal(["db"], endpoint.Aliases!);
    }

    [Fact]
    public void Build_EmptyEntrypoint_Resets() => Assert.Equal([""], Build("--entrypoint", "", "img").Entrypoint!);

    [Fact]
    public void Build_RestartAndRm_Conflict() =>
        Assert.Equal(
            "conflicting options: cannot specify both --restart and --rm",
            Assert.Throws<CommandException>(() => Build("--rm", "--restart", "always", "img")).Message);

    private static CreateContainerRequest Build(params string[] words)
    {
        var flags = new ContainerFlags();
        var operands = new FlagSet(flags.All).Parse(words, stopAtOperand: true);
        return ContainerRequest.Build(flags, operands, name => name == "FROM_HERE" ? "yes" : null);
    }
}
