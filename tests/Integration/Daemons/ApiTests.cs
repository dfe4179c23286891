using System.Net;
using System.Text;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>What programs rely on when they speak the Engine API themselves. Also true of dockerd.</summary>
public sealed class ApiTests(SharedDaemon shared)
{
    private readonly HttpClient _http = shared.Daemon.Http;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Ping_AnyMethod_TellsTheVersion(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/_ping");
        using HttpResponseMessage answer = await _http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(method == "GET" ? "OK" : "", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.True(Version.Parse(answer.Headers.GetValues("Api-Version").Single()) >= new Version(1, 41));
        Assert.Equal("linux", answer.Headers.GetValues("Ostype").Single());
        Assert.Equal("false", answer.Headers.GetValues("Docker-Experimental").Single());
    }

    [Theory]
    [InlineData("/version", "Version", "ApiVersion", "MinAPIVersion", "Os", "Arch", "KernelVersion", "Components")]
    [InlineData("/info", "ID", "Containers", "Images", "Driver", "CgroupDriver", "MemTotal", "NCPU", "OperatingSystem", "SecurityOptions", "DockerRootDir", "Swarm")]
    public async Task SystemInformation_HasTheFieldsThatClientsRead(string path, params string[] fields)
    {
        using JsonDocument answer = JsonDocument.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), Cancel));

        Assert.DoesNotContain(fields, field => !answer.RootElement.TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("GET", "/containers/nothing/json", 404)]
    [InlineData("GET", "/v1.41/containers/nothing/json", 404)]
    [InlineData("GET", "/images/nothing/json", 404)]
    [InlineData("DELETE", "/containers/nothing", 404)]
    [InlineData("POST", "/containers/nothing/start", 404)]
    [InlineData("GET", "/no/such/page", 404)]
    [InlineData("GET", "/v9.99/version", 400)]
    [InlineData("GET", "/containers/json?filters=%7Bbroken", 400)]
    public async Task Error_AlwaysHasAMessage(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await _http.SendAsync(request, Cancel);

        AssertStatus(status, answer);
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.NotEqual("", body.RootElement.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("not json", 400)]
    [InlineData("{}", 400)]
    [InlineData("{\"Image\":\"no/such/image\"}", 404)]
    [InlineData("{\"Image\":\"berth-test/busybox\",\"HostConfig\":{\"Memory\":1}}", 400)]
    public async Task Create_BadBody_IsRefused(string body, int status)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri("/containers/create", UriKind.Relative), content, Cancel);

        AssertStatus(status, answer);
    }

    [Fact]
    public async Task Start_Twice_IsNotModified()
    {
        string name = $"twice-{Guid.NewGuid():N}";
        (await shared.Daemon.RunAsync("run", "-d", "--name", name, Daemon.Busybox, "sleep", "1000")).Succeeded();

        using HttpResponseMessage again = await _http.PostAsync(new Uri($"/containers/{name}/start", UriKind.Relative), null, Cancel);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        (await shared.Daemon.RunAsync("rm", "-f", name)).Succeeded();
    }

    [Fact]
    public async Task Events_OfAContainersLife_ComeInOrder()
    {
        string name = $"life-{Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/events?filters={{\"container\":[\"{name}\"],\"type\":[\"container\"]}}");
        using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));

        (await shared.Daemon.RunAsync("run", "--rm", "--network", "none", "--name", name, Daemon.Busybox, "true")).Succeeded();

        var actions = new List<string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!actions.Contains("destroy") && await reader.ReadLineAsync(limit.Token) is { } line)
        {
            using JsonDocument message = JsonDocument.Parse(line);
            actions.Add(message.RootElement.GetProperty("Action").GetString() ?? "");
        }

        Assert.Equal(["create", "start", "die", "destroy"], actions.Where(a => a is "create" or "start" or "die" or "destroy"));
    }

    /// <summary>dockerd answered 500 to a body or filter that it could not parse, before version 23.</summary>
    private static void AssertStatus(int status, HttpResponseMessage answer)
    {
        int actual = (int)answer.StatusCode;
        Assert.Equal(status, Target.IsDockerd && status == 400 && actual == 500 ? 400 : actual);
    }
}
