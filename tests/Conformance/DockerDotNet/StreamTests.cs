#nullable disable warnings // the library calls null what the API always has
using System.Text;
using Berth.Conformance.Api;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace Berth.Conformance.DockerDotNet;

/// <summary>Attach, exec and logs through Docker.DotNet: frames, terminals, standard input and its end.</summary>
public sealed class StreamTests(EngineUnderTest engine) : DockerDotNetTest(engine)
{
    [Fact]
    public async Task Exec_WithoutATerminal_KeepsOutputAndErrorApart()
    {
        string id = await RunAsync(Busybox("sleep", "1000"));

        (string output, string error, ContainerExecInspectResponse ended) = await ExecAsync(id, new ContainerExecCreateParameters
        {
            AttachStdout = true,
            AttachStderr = true,
            Cmd = ["sh", "-c", "echo out; echo err >&2; id -u; pwd; echo $A; exit 3"],
            User = "1000",
            WorkingDir = "/tmp",
            Env = ["A=b"],
        });

        Assert.Equal("out\n1000\n/tmp\nb\n", output);
        Assert.Equal("err\n", error);
        Assert.Equal((3L, false), (ended.ExitCode, ended.Running));
        Assert.Equal(("sh", "1000", id), (ended.ProcessConfig.Entrypoint, ended.ProcessConfig.User, ended.ContainerID));
    }

    [Fact]
    public async Task Exec_GivenInput_ReadsItToItsEnd()
    {
        string id = await RunAsync(Busybox("sleep", "1000"));
        string exec = (await Client.Exec.CreateContainerExecAsync(
            id, new ContainerExecCreateParameters { AttachStdin = true, AttachStdout = true, Cmd = ["wc", "-c"] }, Cancel)).ID;
        using MultiplexedStream stream = await Client.Exec.StartContainerExecAsync(exec, new ContainerExecStartParameters(), Cancel);

        byte[] much = new byte[200_000];
        await stream.WriteAsync(much, 0, much.Length, Cancel);
        stream.CloseWrite();
        (string output, _) = await stream.ReadOutputToEndAsync(Cancel);

        Assert.Equal("200000\n", output);
    }

    [Fact]
    public async Task Exec_OnATerminal_HasItsSize()
    {
        string id = await RunAsync(Busybox("sleep", "1000"));
        string exec = (await Client.Exec.CreateContainerExecAsync(
            id, new ContainerExecCreateParameters { AttachStdout = true, TTY = true, Cmd = ["stty", "size"], ConsoleSize = new ConsoleSize { Height = 31, Width = 97 } }, Cancel)).ID;
        using MultiplexedStream stream = await Client.Exec.StartContainerExecAsync(exec, new ContainerExecStartParameters { TTY = true }, Cancel);

        (string output, _) = await stream.ReadOutputToEndAsync(Cancel);

        Assert.Equal("31 97\r\n", output);
    }

    [Fact]
    public async Task Exec_Detached_RunsAndLeavesItsExitCode()
    {
        string id = await RunAsync(Busybox("sleep", "1000"));
        string exec = (await Client.Exec.CreateContainerExecAsync(id, new ContainerExecCreateParameters { Cmd = ["sh", "-c", "exit 5"] }, Cancel)).ID;
        ContainerExecInspectResponse before = await Client.Exec.InspectContainerExecAsync(exec, Cancel);

        // The library wants a stream even of this, and neither engine gives one.
        using var detach = new StringContent("{\"Detach\":true}", Encoding.UTF8, "application/json");
        using HttpResponseMessage started = await Engine.Http.PostAsync(new Uri($"/exec/{exec}/start", UriKind.Relative), detach, Cancel);

        await Harness.Condition.WaitAsync("the exec ends", async () => (await Client.Exec.InspectContainerExecAsync(exec, Cancel)).ExitCode == 5);

        Assert.Equal(200, (int)started.StatusCode);
        Assert.Equal((false, null), (before.Running, before.ExitCode));
    }

    [Fact]
    public async Task Exec_InAStoppedContainer_IsAConflict()
    {
        string id = await CreateAsync(Busybox("true"));

        DockerApiException error = await Assert.ThrowsAnyAsync<DockerApiException>(() =>
            Client.Exec.CreateContainerExecAsync(id, new ContainerExecCreateParameters { Cmd = ["true"] }, Cancel));

        Assert.Equal(409, (int)error.StatusCode);
    }

    [Fact]
    public async Task Attach_BeforeTheStart_GivesAllOfTheOutputAndTakesInput()
    {
        CreateContainerParameters asked = Busybox("sh", "-c", "cat; echo bye >&2");
        asked.OpenStdin = asked.StdinOnce = asked.AttachStdin = asked.AttachStdout = asked.AttachStderr = true;
        string id = await CreateAsync(asked);
        using MultiplexedStream stream = await Client.Containers.AttachContainerAsync(
            id, new ContainerAttachParameters { Stream = true, Stdin = true, Stdout = true, Stderr = true }, Cancel);
        await Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Cancel);

        byte[] hello = Bytes("hello\n");
        await stream.WriteAsync(hello, 0, hello.Length, Cancel);
        stream.CloseWrite();
        (string output, string error) = await stream.ReadOutputToEndAsync(Cancel);

        Assert.Equal(("hello\n", "bye\n"), (output, error));
        Assert.Equal(0, (await Client.Containers.WaitContainerAsync(id, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Attach_ToATerminal_IsRawAndResizes()
    {
        CreateContainerParameters asked = Busybox("sh", "-c", "read x; stty size; echo got $x");
        asked.OpenStdin = asked.Tty = true;
        string id = await CreateAsync(asked);
        using MultiplexedStream stream = await Client.Containers.AttachContainerAsync(
            id, new ContainerAttachParameters { Stream = true, Stdin = true, Stdout = true, Stderr = true }, Cancel);
        await Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Cancel);
        await Client.Containers.ResizeContainerTtyAsync(id, new ContainerResizeParameters { Height = 40, Width = 120 }, Cancel);

        byte[] line = Bytes("word\n");
        await stream.WriteAsync(line, 0, line.Length, Cancel);
        (string output, _) = await stream.ReadOutputToEndAsync(Cancel);

        Assert.Contains("40 120\r\n", output, StringComparison.Ordinal);
        Assert.EndsWith("got word\r\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_TailTimestampsSince_AreFramed()
    {
        string id = await RunAsync(Busybox("sh", "-c", "echo two >&2; sleep 0.2; echo one; echo three"));
        await Client.Containers.WaitContainerAsync(id, Cancel);

        (string all, string errors) = await LogsAsync(id, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true });
        (string last, _) = await LogsAsync(id, new ContainerLogsParameters { ShowStdout = true, Tail = "1", Timestamps = true });
        (string none, _) = await LogsAsync(id, new ContainerLogsParameters { ShowStdout = true, Since = "4000000000" });

        Assert.Equal(("one\nthree\n", "two\n"), (all, errors));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z three\n$", last);
        Assert.Equal("", none);
    }

    [Fact]
    public async Task Logs_Followed_EndWithTheContainer()
    {
        string id = await RunAsync(Busybox("sh", "-c", "for i in 1 2 3; do echo $i; sleep 0.1; done"));
        var lines = new StringBuilder();

        await Client.Containers.GetContainerLogsAsync(
            id, new ContainerLogsParameters { ShowStdout = true, Follow = true }, new Sink<string>(line => lines.Append(line).Append(';')), Cancel);

        Assert.Contains("1", lines.ToString(), StringComparison.Ordinal);
        Assert.Contains("3", lines.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_Followed_AreGivenUpByTheClient()
    {
        string id = await RunAsync(Busybox("sleep", "1000"));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using MultiplexedStream stream = await Client.Containers.GetContainerLogsAsync(id, new ContainerLogsParameters { ShowStdout = true, Follow = true }, patience.Token);
        Task<(string, string)> read = stream.ReadOutputToEndAsync(patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    private async Task<(string Output, string Error)> LogsAsync(string id, ContainerLogsParameters parameters)
    {
        using MultiplexedStream stream = await Client.Containers.GetContainerLogsAsync(id, parameters, Cancel);
        return await stream.ReadOutputToEndAsync(Cancel);
    }

    private async Task<(string Output, string Error, ContainerExecInspectResponse Ended)> ExecAsync(string id, ContainerExecCreateParameters parameters)
    {
        string exec = (await Client.Exec.CreateContainerExecAsync(id, parameters, Cancel)).ID;
        using MultiplexedStream stream = await Client.Exec.StartContainerExecAsync(exec, new ContainerExecStartParameters(), Cancel);
        (string output, string error) = await stream.ReadOutputToEndAsync(Cancel);
        return (output, error, await Client.Exec.InspectContainerExecAsync(exec, Cancel));
    }
}
