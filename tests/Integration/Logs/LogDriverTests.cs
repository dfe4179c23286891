using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Logs;

/// <summary>The drivers for a container's log.</summary>
public sealed class LogDriverTests(SharedDaemon shared) : CliTest(shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Local_IsRead()
    {
        string name = NewName();
        await TextAsync("run", "--name", name, "--network", "none", "--log-driver", "local", Busybox, "sh", "-c", "echo one; echo two >&2");

        CommandResult logs = (await RunAsync("logs", name)).Succeeded();

        Assert.Equal(("one\n", "two\n"), (logs.Output, logs.Error));
        Assert.Equal("", await TextAsync("inspect", "--format", "{{.LogPath}}", name));
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task None_CannotBeRead()
    {
        string name = NewName();
        await TextAsync("run", "--name", name, "--network", "none", "--log-driver", "none", Busybox, "echo", "one");

        CommandResult logs = await RunAsync("logs", name);

        Assert.Equal((1, "Error response from daemon: configured logging driver does not support reading"), (logs.ExitCode, logs.Error.TrimEnd()));
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task JsonFile_WithLabelsVariablesAndATag_HasThemInEachLine()
    {
        string name = NewName();
        await TextAsync(
            "run", "--name", name, "--network", "none", "--label", "a=1", "--label", "b=2", "-e", "MINE=x y", "-e", "OTHER=z",
            "--log-opt", "labels=a", "--log-opt", "env-regex=^MI", "--log-opt", "tag={{.Name}}", Busybox, "echo", "line");

        string line = await File.ReadAllTextAsync(await TextAsync("inspect", "--format", "{{.LogPath}}", name), Cancellation);

        Assert.Matches($$$"""^\{"log":"line\\n","stream":"stdout","attrs":\{"MINE":"x y","a":"1","tag":"{{{name}}}"\},"time":"[^"]+Z"\}\n$""", line);
        Assert.Equal($"MINE=x+y,a=1,tag={name} line", await TextAsync("logs", "--details", name));
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task JsonFile_RotatedAndCompressed_IsReadWhole()
    {
        string name = NewName();
        await TextAsync(
            "run", "--name", name, "--network", "none", "--log-opt", "max-size=100k", "--log-opt", "max-file=6", "--log-opt", "compress=true",
            Busybox, "sh", "-c", "seq 1 6000");
        string path = await TextAsync("inspect", "--format", "{{.LogPath}}", name);

        string[] lines = (await TextAsync("logs", name)).Split('\n');

        string[] files = [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*-json.log*").Select(static file => Path.GetFileName(file))];
        Assert.Contains(files, static file => file.EndsWith(".gz", StringComparison.Ordinal));
        Assert.Equal("6000", lines[^1]);
        int first = int.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Enumerable.Range(first, 6001 - first).Select(n => $"{n}"), lines);
        Assert.Equal(["5999", "6000"], (await TextAsync("logs", "-n", "2", name)).Split('\n'));
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Syslog_OverUdp_SendsEachLineAndKeepsACopy()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        string address = $"udp://127.0.0.1:{((IPEndPoint)server.Client.LocalEndPoint!).Port}";
        string name = NewName();

        await TextAsync(
            "run", "--name", name, "--network", "none", "--log-driver", "syslog", "--log-opt", $"syslog-address={address}", "--log-opt", "tag=mine",
            "--log-opt", "syslog-facility=local3", "--log-opt", "syslog-format=rfc3164", Busybox, "sh", "-c", "echo out; echo err >&2");

        var messages = new List<string>();
        while (messages.Count < 2)
        {
            messages.Add(Encoding.UTF8.GetString((await server.ReceiveAsync(Cancellation)).Buffer));
        }

        Assert.Contains(messages, static m => Regex.IsMatch(m, @"^<158>\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ mine\[\d+\]: out\n$"));
        Assert.Contains(messages, static m => Regex.IsMatch(m, @"^<155>\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ mine\[\d+\]: err\n$"));
        CommandResult logs = await RunAsync("logs", name);
        Assert.Equal("out\n", logs.Output);
        await TextAsync("rm", name);
    }

    [Theory]
    [InlineData("unixgram")]
    [InlineData("unix")]
    public async Task Syslog_OverAUnixSocket_SendsEachLine(string scheme)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("berth-syslog-").FullName, "log");
        using var server = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        Assert.SkipWhen(Target.IsDockerd && scheme == "unix", "dockerd takes no datagrams there");

        await TextAsync(
            "run", "--rm", "--network", "none", "--log-driver", "syslog", "--log-opt", $"syslog-address={scheme}://{path}", "--log-opt", "syslog-format=rfc5424micro",
            Busybox, "echo", "line");

        byte[] buffer = new byte[4096];
        int length = await server.ReceiveAsync(buffer, Cancellation);
        Assert.Matches(@"^<30>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\S+ \S+ [0-9a-f]{12} \d+ [0-9a-f]{12} - line\n$", Encoding.UTF8.GetString(buffer, 0, length));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Syslog_WhoseTargetIsNotThere_DoesNotHoldTheContainerUp()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd does not start such a container");
        string name = NewName();

        (await RunAsync(
            "run", "--name", name, "--network", "none", "--log-driver", "syslog", "--log-opt", "syslog-address=tcp://127.0.0.1:1", "--log-opt", "mode=non-blocking",
            "--log-opt", "max-buffer-size=64k", Busybox, "sh", "-c", "seq 1 20000")).Succeeded();

        Assert.Equal("20000", (await TextAsync("logs", "-n", "1", name)).Trim());
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Syslog_WithoutACopy_CannotBeRead()
    {
        string name = NewName();
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await TextAsync(
            "run", "--name", name, "--network", "none", "--log-driver", "syslog", "--log-opt", $"syslog-address=udp://127.0.0.1:{((IPEndPoint)server.Client.LocalEndPoint!).Port}",
            "--log-opt", "cache-disabled=true", Busybox, "echo", "one");

        Assert.Contains("configured logging driver does not support reading", (await RunAsync("logs", name)).Error, StringComparison.Ordinal);
        await TextAsync("rm", name);
    }

    [Theory]
    [InlineData("logger: no log driver named 'nope' is registered", "--log-driver", "nope")]
    [InlineData("unknown log opt 'foo' for json-file log driver", "--log-opt", "foo=1")]
    [InlineData("max-file cannot be less than 1", "--log-opt", "max-size=1m", "--log-opt", "max-file=0")]
    [InlineData("logger: logging mode not supported: odd", "--log-opt", "mode=odd")]
    [InlineData("logger: max-buffer-size option is only supported with 'mode=non-blocking'", "--log-opt", "max-buffer-size=1m")]
    [InlineData("invalid syslog facility", "--log-driver", "syslog", "--log-opt", "syslog-address=udp://127.0.0.1:9", "--log-opt", "syslog-facility=odd")]
    public async Task Run_WithAWrongOption_IsRefusedInDockersWords(string message, params string[] options)
    {
        CommandResult result = await RunAsync(["run", "--rm", "--network", "none", .. options, Busybox, "true"]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
