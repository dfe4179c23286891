using System.Text.Json;
using Berth.Conformance.Api;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Shapes;

/// <summary>
/// The same things on every engine, to ask for in every version: a container that runs with settings of every kind, one with none, an
/// exec, a volume, an image with another name.
/// </summary>
internal sealed class ShapeScene(EngineUnderTest engine) : ApiTest(engine)
{
    private const string Running = """
        "Cmd":["sh","-c","echo a; sleep 1000"],"Env":["A=b"],"Labels":{"shape":"1"},"User":"0","WorkingDir":"/tmp","StopSignal":"SIGTERM","StopTimeout":1,
        "ExposedPorts":{"81/tcp":{}},"Volumes":{"/anonymous":{}},
        "HostConfig":{"Binds":["/tmp:/host:ro","shape-volume:/volume"],"Tmpfs":{"/run":""},"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":""}]},
        "Memory":67108864,"CpuShares":512,"PidsLimit":100,"CapAdd":["NET_ADMIN"],"CapDrop":["MKNOD"],"Sysctls":{"net.ipv4.ip_forward":"1"},
        "Ulimits":[{"Name":"nofile","Soft":100,"Hard":200}],"Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/x","CgroupPermissions":"rwm"}],
        "Dns":["192.0.2.1"],"DnsSearch":["example.test"],"ExtraHosts":["a:192.0.2.2"],"GroupAdd":["1"],"SecurityOpt":["no-new-privileges"],"Init":true,
        "Mounts":[{"Type":"tmpfs","Target":"/mounted","TmpfsOptions":{"SizeBytes":65536}}]}
        """;

    private string _exec = "";

    public async Task PrepareAsync()
    {
        await RemoveAllAsync();
        await SendAsync("POST", $"/images/{Daemon.Busybox}/tag?repo=shape/second&tag=v1");
        await RunAsync("shape-running", Running);
        await CreateAsync("shape-created", "\"Cmd\":[\"true\"]");
        ApiAnswer created = await SendAsync("POST", "/containers/shape-running/exec", """{"Cmd":["sleep","1000"],"AttachStdout":true,"User":"0","Env":["A=b"]}""");
        _exec = created.Json.GetProperty("Id").GetString()!;
        await SendAsync("POST", $"/exec/{_exec}/start", """{"Detach":true}""");
    }

    public async Task RemoveAllAsync()
    {
        await RemoveAsync("shape-running");
        await RemoveAsync("shape-created");
        await SendAsync("DELETE", "/volumes/shape-volume");
        await SendAsync("DELETE", "/images/shape/second:v1");
    }

    /// <summary>The shape of every answer in one version.</summary>
    public async Task AddAsync(ShapeTable table, int version)
    {
        foreach ((string resource, string method, string path) in Requests())
        {
            ApiAnswer answer = await SendAsync(method, $"/v1.{version}{path}", method == "POST" ? "" : null, null);
            if (answer.Status == 501)
            {
                continue; // not there yet
            }

            Assert.True(answer.Status == 200, $"{method} /v1.{version}{path}: {answer.Status} {answer.Body}");
            table.Add(resource, version, Shape(resource, answer));
        }
    }

    private static SortedSet<string> Shape(string resource, ApiAnswer answer)
    {
        if (resource is not ("event" or "event-image"))
        {
            return JsonShape.Of(answer.Json);
        }

        using JsonDocument first = JsonDocument.Parse(answer.Body.Split('\n')[0]);
        return JsonShape.Of(first.RootElement);
    }

    private (string Resource, string Method, string Path)[] Requests()
    {
        const string none = "?filters={\"label\":[\"no.such.label\"]}";
        string mine = Uri.EscapeDataString("{\"label\":[\"shape\"]}");
        string image = Uri.EscapeDataString("{\"reference\":[\"shape/second\"]}");
        string events = Uri.EscapeDataString("{\"type\":[\"container\"],\"container\":[\"shape-running\"],\"event\":[\"create\"]}");
        string images = Uri.EscapeDataString("{\"type\":[\"image\"],\"event\":[\"tag\"]}");
        return
        [
            ("containers", "GET", $"/containers/json?all=1&filters={mine}"),
            ("containers-created", "GET", $"/containers/json?all=1&filters={Uri.EscapeDataString("{\"name\":[\"shape-created\"]}")}"),
            ("containers-size", "GET", $"/containers/json?size=1&filters={mine}"),
            ("container-running", "GET", "/containers/shape-running/json"),
            ("container-size", "GET", "/containers/shape-running/json?size=1"),
            ("container-created", "GET", "/containers/shape-created/json"),
            ("changes", "GET", "/containers/shape-created/changes"),
            ("exec", "GET", $"/exec/{_exec}/json"),
            ("images", "GET", $"/images/json?filters={image}"),
            ("image", "GET", "/images/shape/second:v1/json"),
            ("history", "GET", "/images/shape/second:v1/history"),
            ("networks", "GET", "/networks?filters={\"name\":[\"bridge\"]}"),
            ("network", "GET", "/networks/bridge"),
            ("network-none", "GET", "/networks/none"),
            ("volumes", "GET", $"/volumes?filters={Uri.EscapeDataString("{\"name\":[\"shape-volume\"]}")}"),
            ("volume", "GET", "/volumes/shape-volume"),
            ("info", "GET", "/info"),
            ("version", "GET", "/version"),
            ("disk-usage", "GET", "/system/df"),
            ("event", "GET", $"/events?since=1&until={Now()}&filters={events}"),
            ("event-image", "GET", $"/events?since=1&until={Now()}&filters={images}"),
            ("top", "GET", "/containers/shape-running/top"),
            ("stats", "GET", "/containers/shape-running/stats?stream=0&one-shot=1"),
            ("containers-prune", "POST", "/containers/prune" + none),
            ("images-prune", "POST", "/images/prune" + none),
            ("volumes-prune", "POST", "/volumes/prune" + none),
            ("networks-prune", "POST", "/networks/prune" + none),
            ("build-prune", "POST", "/build/prune?filters={\"id\":[\"none\"]}"),
            ("plugins", "GET", "/plugins"),
        ];
    }

    /// <summary>Seconds since 1970, to the hundred nanoseconds: what happened just now is before it.</summary>
    private static string Now()
    {
        long ticks = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * 100:D9}");
    }
}
