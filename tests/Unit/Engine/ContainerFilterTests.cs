using Berth.Engine.Containers;
using Berth.Engine.Containers.Listing;
using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Xunit;
using ContainerState = Berth.Engine.Containers.ContainerState;

namespace Berth.Unit.Engine;

public sealed class ContainerFilterTests
{
    private static readonly DateTimeOffset s_created = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ContainerRecord s_record = new()
    {
        Id = new string('a', 64),
        Name = "web-1",
        Created = s_created,
        ImageId = "sha256:" + new string('b', 64),
        Path = "sh",
        Args = [],
        Config = new ContainerConfig
        {
            Image = "busybox",
            Labels = new Dictionary<string, string> { ["tier"] = "front", ["team"] = "x=y" },
            ExposedPorts = new Dictionary<string, EmptyObject> { ["80/tcp"] = EmptyObject.Instance },
        },
        HostConfig = new HostConfig { NetworkMode = "bridge" },
        Endpoints = [new ContainerEndpoint { Network = "bridge" }],
        State = new ContainerState { Status = ContainerStatus.Exited, ExitCode = 3, StartedAt = s_created },
    };

    [Theory]
    [InlineData("""{"name":["web"]}""", true)]
    [InlineData("""{"name":["^/web-1$"]}""", true)]
    [InlineData("""{"name":{"web":true}}""", true)]
    [InlineData("""{"name":["db","web"]}""", true)]
    [InlineData("""{"name":["db"]}""", false)]
    [InlineData("""{"name":["we("]}""", false)]
    [InlineData("""{"id":["aaa"]}""", true)]
    [InlineData("""{"id":["bbb"]}""", false)]
    [InlineData("""{"label":["tier"]}""", true)]
    [InlineData("""{"label":["tier=front","team=x=y"]}""", true)]
    [InlineData("""{"label":["tier=front","team=z"]}""", false)]
    [InlineData("""{"status":["exited"]}""", true)]
    [InlineData("""{"status":["running"]}""", false)]
    [InlineData("""{"exited":["3"]}""", true)]
    [InlineData("""{"exited":["0"]}""", false)]
    [InlineData("""{"ancestor":["busybox"]}""", true)]
    [InlineData("""{"ancestor":["debian"]}""", false)]
    [InlineData("""{"network":["bridge"]}""", true)]
    [InlineData("""{"network":["host"]}""", false)]
    [InlineData("""{"expose":["80"]}""", true)]
    [InlineData("""{"expose":["79-81/tcp"]}""", true)]
    [InlineData("""{"expose":["80/udp"]}""", false)]
    [InlineData("""{"publish":["80"]}""", false)]
    [InlineData("""{"before":["older"]}""", false)]
    [InlineData("""{"since":["older"]}""", true)]
    [InlineData("""{"name":["web"],"status":["running"]}""", false)]
    public void Matches_Filters_AsTheApiSays(string filters, bool matches)
    {
        var filter = new ContainerFilter(Filters.Parse(filters), static _ => s_created.AddMinutes(-1));

        Assert.Equal(matches, filter.Matches(s_record, static name => name == "busybox"));
    }

    [Theory]
    [InlineData("""{"nonsense":["x"]}""", "invalid filter 'nonsense'")]
    [InlineData("""{"status":["sleeping"]}""", "invalid filter 'status=sleeping': invalid value for state (sleeping): must be one of created, running, paused, restarting, removing, exited, dead")]
    [InlineData("""{"exited":["x"]}""", "invalid filter 'exited=x': strconv.Atoi: parsing \"x\": invalid syntax")]
    public void Constructor_BadFilter_IsRefused(string filters, string message)
    {
        var error = Assert.Throws<InvalidParameterException>(() => new ContainerFilter(Filters.Parse(filters), static _ => default));

        Assert.Equal(message, error.Message);
    }
}
