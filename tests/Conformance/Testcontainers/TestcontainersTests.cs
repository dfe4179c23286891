#nullable disable warnings // the library calls null what the API always has
using System.Text;
using Berth.Conformance.Api;
using Berth.Harness;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Xunit;

namespace Berth.Conformance.Testcontainers;

/// <summary>
/// Testcontainers for .NET on the engine. Its resource reaper is an image that cannot be pulled here, so it is off; what it needs of an
/// engine, the socket inside a container, is in <see cref="PodmanBugs.PodmanBugTests"/>.
/// </summary>
public sealed class TestcontainersTests(EngineUnderTest engine) : ApiTest(engine), IAsyncLifetime
{
    private readonly List<IContainer> _made = [];

    public ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("DOCKER_HOST", Engine.Address.ToString());
        TestcontainersSettings.ResourceReaperEnabled = false;
        TestcontainersSettings.WaitStrategyTimeout = TimeSpan.FromSeconds(90); // an hour by default
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IContainer container in _made)
        {
            await container.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_WaitingForAPortInside_IsReady()
    {
        IContainer container = await StartAsync(Serving().WithWaitStrategy(Wait.ForUnixContainer().UntilInternalTcpPortIsAvailable(8080)));

        Assert.Equal(TestcontainersStates.Running, container.State);
        Assert.NotEqual("", container.IpAddress);
    }

    [Fact]
    public async Task Start_WaitingForHttp_ServesOnARandomHostPort()
    {
        IContainer container = await StartAsync(Serving().WithWaitStrategy(
            Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(8080).ForPath("/index.html"))));
        using var http = new HttpClient();

        string page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{container.GetMappedPublicPort(8080)}/index.html"), Cancel);

        Assert.NotEqual("", page);
    }

    [Fact]
    public async Task Start_WaitingForALogLineAndACommand_IsReady()
    {
        IContainer container = await StartAsync(Quiet("sh", "-c", "sleep 0.2; touch /ready; echo it is ready; exec sleep 1000").WithWaitStrategy(
            Wait.ForUnixContainer().UntilMessageIsLogged("is ready").UntilCommandIsCompleted("test -e /ready")));

        (string output, string error) = await container.GetLogsAsync(timestampsEnabled: false, ct: Cancel);

        Assert.Equal(("it is ready\n", ""), (output, error));
    }

    [Fact]
    public async Task Start_WaitingForHealth_IsHealthy()
    {
        ApiAnswer answer = await SendAsync(
            "POST", "/containers/create", $"{{\"Image\":\"{Daemon.Busybox}\",\"Healthcheck\":{{\"Test\":[\"CMD\",\"true\"]}}}}");
        Assert.SkipWhen(answer.Status == 501, "health checks are not there yet");
        await RemoveAsync(answer.Json.GetProperty("Id").GetString()!);
        IContainer container = await StartAsync(Quiet("sleep", "1000")
            .WithCreateParameterModifier(p => p.Healthcheck = new HealthcheckConfig
            {
                Test = ["CMD", "true"],
                Interval = TimeSpan.FromMilliseconds(100),
                Timeout = TimeSpan.FromSeconds(5),
                Retries = 1,
            })
            .WithWaitStrategy(Wait.ForUnixContainer().UntilContainerIsHealthy()));

        Assert.Equal(TestcontainersHealthStatus.Healthy, container.Health);
    }

    [Fact]
    public async Task Exec_InARunningContainer_GivesOutputErrorAndCode()
    {
        IContainer container = await StartAsync(Quiet("sleep", "1000").WithEnvironment("A", "b").WithWorkingDirectory("/tmp"));

        ExecResult result = await container.ExecAsync(["sh", "-c", "echo $A; pwd; echo err >&2; exit 4"], Cancel);

        Assert.Equal(("b\n/tmp\n", "err\n", 4L), (result.Stdout, result.Stderr, result.ExitCode));
    }

    [Fact]
    public async Task Stop_Start_ExitCode_AreKept()
    {
        IContainer container = await StartAsync(Quiet("sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.05; done"));

        await container.StopAsync(Cancel);
        long code = await container.GetExitCodeAsync(Cancel);
        await container.StartAsync(Cancel);

        Assert.Equal(3, code);
        Assert.Equal(TestcontainersStates.Running, container.State);
    }

    [Fact]
    public async Task Settings_Labels_Limits_Entrypoint_Tmpfs_ReachTheContainer()
    {
        string directory = Directory.CreateTempSubdirectory("berth-tc-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "there"), "mounted", Cancel);
        try
        {
            IContainer container = await StartAsync(new ContainerBuilder(Daemon.Busybox).WithDockerEndpoint(Engine.Address)
                .WithImagePullPolicy(PullPolicy.Never)
                .WithEntrypoint("sh", "-c").WithCommand("echo $0; exec sleep 1000", "zero").WithHostname("here").WithLabel("made.by", "a test")
                .WithTmpfsMount("/scratch").WithBindMount(directory, "/bound", AccessMode.ReadOnly)
                .WithCreateParameterModifier(p =>
                {
                    p.HostConfig.Memory = 64 << 20;
                    p.HostConfig.NanoCPUs = 500_000_000;
                }));

            ExecResult inside = await container.ExecAsync(["sh", "-c", "hostname; cat /bound/there; grep -c ' /scratch tmpfs ' /proc/mounts"], Cancel);
            System.Text.Json.JsonElement made = await GetAsync($"/containers/{container.Id}/json");

            Assert.Equal("here\nmounted1\n", inside.Stdout);
            Assert.Equal("a test", made.GetProperty("Config").GetProperty("Labels").GetProperty("made.by").GetString());
            Assert.Equal(64 << 20, made.GetProperty("HostConfig").GetProperty("Memory").GetInt64());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Reuse_OfTheSameSettings_IsTheSameContainer()
    {
        string mark = Guid.NewGuid().ToString("N");
        IContainer first = await StartAsync(Quiet("sleep", "1000").WithLabel("reuse", mark).WithCleanUp(false).WithReuse(true));
        IContainer second = await StartAsync(Quiet("sleep", "1000").WithLabel("reuse", mark).WithCleanUp(false).WithReuse(true));
        try
        {
            Assert.Equal(first.Id, second.Id);
        }
        finally
        {
            await RemoveAsync(first.Id);
        }
    }

    [Fact]
    public async Task AutoRemove_OfAContainerThatEnds_TakesItAway()
    {
        IContainer container = await StartAsync(Quiet("sleep", "0.2").WithAutoRemove(true));

        await Condition.WaitAsync("it is gone", async () => (await SendAsync("GET", $"/containers/{container.Id}/json")).Status == 404);
    }

    [Fact]
    public async Task Files_CopiedInBeforeAndAfterTheStart_AreThere()
    {
        Assert.SkipWhen((await SendAsync("PUT", "/containers/x/archive?path=/")).Status == 501, "archives are not there yet");
        IContainer container = await StartAsync(Quiet("sh", "-c", "cat /before/file; exec sleep 1000")
            .WithResourceMapping(Encoding.UTF8.GetBytes("mapped\n"), "/before/file")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("mapped")));

        await container.CopyAsync(Encoding.UTF8.GetBytes("copied"), "/after/file", ct: Cancel);
        byte[] read = await container.ReadFileAsync("/after/file", Cancel);
        ExecResult mode = await container.ExecAsync(["stat", "-c", "%u:%g %a", "/after/file"], Cancel);

        Assert.Equal("copied", Encoding.UTF8.GetString(read));
        Assert.Equal("0:0 644\n", mode.Stdout);
    }

    private ContainerBuilder Quiet(params string[] command) => new ContainerBuilder(Daemon.Busybox).WithDockerEndpoint(Engine.Address)
        .WithImagePullPolicy(PullPolicy.Never).WithCommand(command);

    private ContainerBuilder Serving() => Quiet("httpd", "-f", "-p", "8080", "-h", "/www").WithPortBinding(8080, true);

    private async Task<IContainer> StartAsync(ContainerBuilder builder)
    {
        IContainer container = builder.Build();
        _made.Add(container);
        await container.StartAsync(Cancel);
        return container;
    }
}
