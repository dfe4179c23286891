using System.Globalization;
using System.Text.Json;
using Berth.Conformance.Api;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Compose;

/// <summary>
/// Docker's compose, version 2, as Debian sid has it: what people do with a file of four services every day, step by step. The file is
/// <c>shop.yaml</c>: <c>web</c> waits until <c>init</c> has ended and <c>api</c> is healthy; <c>db</c> is on an internal network.
/// </summary>
public sealed class ComposeTests(EngineUnderTest engine) : ApiTest(engine)
{
    private const string Page = "a page of the shop";

    private readonly int _port = FreePort.Next();

    [Fact]
    public async Task FourServices_EachEverydayStep_DoesWhatItDoesOnDocker()
    {
        await using ComposeProject shop = Open("everyday");
        await UpAsync(shop);
        await LookAsync(shop);
        await ScaleAsync(shop);
        await StopAndGoAsync(shop);
        await ReachInsideAsync(shop);
        await DownAsync(shop);
    }

    [Fact]
    public async Task ChangedFile_Up_MakesAnewOnlyWhatHasChanged()
    {
        await using ComposeProject shop = Open("changed");
        await shop.TextAsync("up", "-d", "--quiet-pull");
        string web = await shop.TextAsync("ps", "-q", "web");
        string api = await shop.TextAsync("ps", "-q", "api");
        string db = await shop.TextAsync("ps", "-q", "db");
        await shop.TextAsync("up", "-d");
        string same = await shop.TextAsync("ps", "-q", "db");

        shop.Set("EDITION", "second");
        await shop.TextAsync("up", "-d");

        Assert.Equal(db, same);
        Assert.NotEqual(db, await shop.TextAsync("ps", "-q", "db"));
        Assert.Equal((web, api), (await shop.TextAsync("ps", "-q", "web"), await shop.TextAsync("ps", "-q", "api")));
        Assert.Equal("second", await shop.TextAsync("exec", "-T", "db", "sh", "-c", "echo $EDITION"));
        Assert.Equal("a row", await shop.TextAsync("exec", "-T", "api", "wget", "-q", "-O", "-", "http://database:5432/table"));
    }

    [Fact]
    public async Task Events_WhileAServiceRestarts_TellIt()
    {
        await using ComposeProject shop = Open("events");
        await shop.TextAsync("up", "-d", "--no-deps", "db");
        using LineReader events = shop.Follow("events", "--json");

        // Compose says nothing when it has begun to listen: what it is to hear is done until it has heard it.
        await Condition.WaitAsync("an event of the database", async () =>
        {
            await shop.TextAsync("restart", "-t", "1", "db");
            return events.Lines.Any(line => line.Contains("\"action\":\"start\"", StringComparison.Ordinal));
        });

        JsonElement started = JsonDocument.Parse(events.Lines.First(line => line.Contains("\"action\":\"start\"", StringComparison.Ordinal))).RootElement;
        Assert.Equal("db", started.GetProperty("service").GetString());
        Assert.Equal("container", started.GetProperty("type").GetString());
    }

    private ComposeProject Open(string title)
    {
        Assert.SkipWhen(ComposeProject.Program is null, "no docker-compose: eng/sid-tools.sh docker-compose");
        return new ComposeProject(Engine.Address, "shop.yaml", title, new Dictionary<string, string> { ["WEB_PORT"] = _port.ToString(CultureInfo.InvariantCulture) });
    }

    /// <summary>config, create, up: in the order in which services wait for one another.</summary>
    private async Task UpAsync(ComposeProject shop)
    {
        Assert.Equal(["api", "db", "init", "web"], (await shop.TextAsync("config", "--services")).Split('\n').Order(StringComparer.Ordinal));
        Assert.Contains("aliases:", await shop.TextAsync("config"), StringComparison.Ordinal);
        await shop.TextAsync("up", "-d", "--quiet-pull");

        Assert.Equal(
            ["api running healthy 0", "db running  0", "init exited  0", "web running  0"],
            (await shop.TextAsync("ps", "-a", "--format", "{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}")).Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal($"127.0.0.1:{_port}", await shop.TextAsync("port", "web", "80"));
        Assert.Equal(Page, await PageAsync(_port));
    }

    /// <summary>ls, ps, top, logs, images, volumes, stats: what one looks at.</summary>
    private async Task LookAsync(ComposeProject shop)
    {
        Assert.Contains(shop.Name, await shop.TextAsync("ls"), StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{_port}->80/tcp", await shop.TextAsync("ps"), StringComparison.Ordinal);
        Assert.Contains("httpd -f -p 5432 -h /data", await shop.TextAsync("top", "db"), StringComparison.Ordinal);
        Assert.Contains("api-1  | the api is up", await shop.TextAsync("logs", "--no-color", "api"), StringComparison.Ordinal);
        Assert.Contains("berth-test/busybox", await shop.TextAsync("images"), StringComparison.Ordinal);
        Assert.Contains($"{shop.Name}_data", await shop.TextAsync("volumes"), StringComparison.Ordinal);
        Assert.Contains($"{shop.Name}-web-1", await shop.TextAsync("stats", "--no-stream"), StringComparison.Ordinal);

        JsonElement back = await GetAsync($"/networks/{shop.Name}_back");
        Assert.True(back.GetProperty("Internal").GetBoolean());
        Assert.Equal(shop.Name, back.GetProperty("Labels").GetProperty("com.docker.compose.project").GetString());
        Assert.Equal(
            [$"{shop.Name}-api-1", $"{shop.Name}-db-1"],
            back.GetProperty("Containers").EnumerateObject().Select(member => member.Value.GetProperty("Name").GetString()).Order(StringComparer.Ordinal));
    }

    /// <summary>Three copies of the api, found in turns by its name; names are those of the networks that one is on.</summary>
    private static async Task ScaleAsync(ComposeProject shop)
    {
        await shop.TextAsync("up", "-d", "--scale", "api=3", "--no-recreate");
        await shop.TextAsync("exec", "-T", "web", "nslookup", "api");
        await Condition.WaitAsync("answers of all three", async () =>
            (await shop.RunAsync("exec", "-T", "web", "sh", "-c", "for i in $(seq 40); do wget -q -O - http://api/; done")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count() == 3);
        Assert.Equal(Page, await shop.TextAsync("exec", "-T", "api", "wget", "-q", "-O", "-", "http://site/"));
        Assert.Equal("a row", await shop.TextAsync("exec", "-T", "--index", "2", "api", "wget", "-q", "-O", "-", "http://database:5432/table"));
        Assert.NotEqual(0, (await shop.RunAsync("exec", "-T", "web", "wget", "-q", "-T", "5", "-O", "-", "http://db:5432/table")).ExitCode);
        await shop.TextAsync("up", "-d", "--scale", "api=1", "--no-recreate");
        Assert.Equal(["api"], (await shop.TextAsync("ps", "--format", "{{.Service}}", "api")).Split('\n'));
    }

    /// <summary>restart, pause, kill, stop, start: the page is there again after each.</summary>
    private async Task StopAndGoAsync(ComposeProject shop)
    {
        await shop.TextAsync("restart", "-t", "5", "web");
        Assert.Equal(Page, await PageAsync(_port));
        await shop.TextAsync("pause", "web");
        Assert.Equal("paused", await shop.TextAsync("ps", "--format", "{{.State}}", "web"));
        await shop.TextAsync("unpause", "web");
        Assert.Equal(Page, await PageAsync(_port));
        await shop.TextAsync("kill", "-s", "KILL", "web");
        await Condition.WaitAsync("the end of the server", async () => await shop.TextAsync("ps", "-a", "--format", "{{.State}} {{.ExitCode}}", "web") == "exited 137");
        await shop.TextAsync("start", "web");
        Assert.Equal(Page, await PageAsync(_port));
        await shop.TextAsync("stop", "-t", "5");
        Assert.Equal("", await shop.TextAsync("ps", "-q"));
        await shop.TextAsync("start");
        Assert.Equal(Page, await PageAsync(_port));
    }

    /// <summary>exec, run, cp.</summary>
    private static async Task ReachInsideAsync(ComposeProject shop)
    {
        string file = Path.Combine(shop.Folder, "copied");
        await File.WriteAllTextAsync(file, "from outside\n", Cancel);

        await shop.TextAsync("cp", file, "db:/tmp/copied");
        Assert.Equal("from outside", await shop.TextAsync("exec", "-T", "db", "cat", "/tmp/copied"));
        await shop.TextAsync("cp", "db:/data/table", file);
        Assert.Equal("a row\n", await File.ReadAllTextAsync(file, Cancel));
        Assert.Equal("a row", await shop.TextAsync("run", "--rm", "-T", "api", "wget", "-q", "-O", "-", "http://db:5432/table"));
        Assert.Equal(4, (await shop.RunAsync("exec", "-T", "db", "sh", "-c", "exit 4")).ExitCode);
    }

    /// <summary>Nothing is left after down -v: no container, network or volume.</summary>
    private async Task DownAsync(ComposeProject shop)
    {
        await shop.TextAsync("down", "-v", "-t", "5");

        string filters = Uri.EscapeDataString($"{{\"label\":[\"com.docker.compose.project={shop.Name}\"]}}");
        Assert.Equal("[]", (await SendAsync("GET", $"/containers/json?all=1&filters={filters}")).Body.Trim());
        Assert.Equal("[]", (await SendAsync("GET", $"/networks?filters={filters}")).Body.Trim());
        Assert.DoesNotContain(shop.Name, (await SendAsync("GET", $"/volumes?filters={filters}")).Body, StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(int port)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        string page = "";
        await Condition.WaitAsync($"a page from port {port}", async () =>
        {
            try
            {
                page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Cancel);
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        });
        return page.Trim();
    }
}
