using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Engine;

/// <summary>Attach and exec as clients do them that take the connection over. Also true of dockerd.</summary>
public sealed class HijackTests(SharedDaemon shared)
{
    private const string Upgrade = "Host: x\nConnection: Upgrade\nUpgrade: tcp\n";

    private Daemon Daemon => shared.Daemon;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attach_HalfClosedByTheClient_GetsAllTheOutputThatFollows()
    {
        byte[] sent = RandomNumberGenerator.GetBytes(2 << 20);
        string id = await CreateAsync("-i", Daemon.Busybox, "sh", "-c", "cat > /tmp/all; cat /tmp/all");
        using var client = new RawConnection();
        string head = await client.RequestAsync(
            Daemon.Socket, $"POST /v1.43/containers/{id}/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\n{Upgrade}Content-Length: 0", "", Cancel);
        (await Daemon.RunAsync("start", id)).Succeeded();
        await client.SendAsync(sent, Cancel);
        client.EndInput();

        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        Assert.Contains("application/vnd.docker.multiplexed-stream", head, StringComparison.Ordinal);
        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(Payload(await client.ReadToEndAsync(Cancel))));
        (await Daemon.RunAsync("rm", "-f", id)).Succeeded();
    }

    [Theory]
    [InlineData(Upgrade, "HTTP/1.1 101")]
    [InlineData("Host: x\n", "HTTP/1.1 200")]
    public async Task ExecStart_WithABody_StreamsInputAndOutput(string headers, string status)
    {
        string container = (await Daemon.RunAsync("run", "-d", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;
        string exec = await CreateExecAsync(container, """{"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Cmd":["sh","-c","cat; echo end"]}""");
        const string body = """{"Detach":false,"Tty":false}""";
        using var client = new RawConnection();
        string head = await client.RequestAsync(
            Daemon.Socket,
            $"POST /exec/{exec}/start HTTP/1.1\n{headers}Content-Type: application/json\nContent-Length: {body.Length}",
            body,
            Cancel);
        await client.SendAsync(Encoding.ASCII.GetBytes("typed\n"), Cancel);
        client.EndInput();

        Assert.StartsWith(status, head, StringComparison.Ordinal);
        Assert.Equal("typed\nend\n", Encoding.ASCII.GetString(Payload(await client.ReadToEndAsync(Cancel))));
        (await Daemon.RunAsync("rm", "-f", container)).Succeeded();
    }

    [Fact]
    public async Task ExecStart_UnknownCommand_TellsOnTheStreamAndInTheExitCode()
    {
        string container = (await Daemon.RunAsync("run", "-d", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;
        string exec = await CreateExecAsync(container, """{"AttachStdout":true,"Cmd":["no-such-command"]}""");
        using var client = new RawConnection();
        await client.RequestAsync(
            Daemon.Socket, $"POST /exec/{exec}/start HTTP/1.1\n{Upgrade}Content-Type: application/json\nContent-Length: 2", "{}", Cancel);
        string told = Encoding.UTF8.GetString(await client.ReadToEndAsync(Cancel));

        Assert.Contains("executable file not found in $PATH", told, StringComparison.Ordinal);
        using JsonDocument inspected = JsonDocument.Parse(
            await Daemon.Http.GetStringAsync(new Uri($"/exec/{exec}/json", UriKind.Relative), Cancel));
        Assert.Equal(127, inspected.RootElement.GetProperty("ExitCode").GetInt32());
        (await Daemon.RunAsync("rm", "-f", container)).Succeeded();
    }

    private async Task<string> CreateAsync(params IEnumerable<string> arguments) =>
        (await Daemon.RunAsync(["create", .. arguments])).Succeeded().Text;

    private async Task<string> CreateExecAsync(string container, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Daemon.Http.PostAsync(
            new Uri($"/containers/{container}/exec", UriKind.Relative), content, Cancel);
        using JsonDocument made = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel));
        return made.RootElement.GetProperty("Id").GetString()!;
    }

    /// <summary>What the frames carry, standard output and error together.</summary>
    private static byte[] Payload(byte[] frames)
    {
        const int header = 8;
        using var payload = new MemoryStream();
        for (int at = 0; at < frames.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(frames.AsSpan(at + 4));
            payload.Write(frames, at + header, length);
            at += header + length;
        }

        return payload.ToArray();
    }
}
