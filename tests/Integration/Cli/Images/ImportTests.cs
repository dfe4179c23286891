using System.Net;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

/// <summary>Root file systems that become images: from a stream, a file, a web server.</summary>
public sealed class ImportTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Import_OfAnExport_ByAPipe_IsTheSameTree()
    {
        string name = NewName();
        await TextAsync("run", "--name", name, "--network", "none", Busybox, "sh", "-c", "mkdir /a; echo hi > /a/f; ln /a/f /a/g; rm -r /www");
        string file = Path.GetTempFileName();
        await TextAsync("export", "-o", file, name);

        string id;
        await using (FileStream archive = File.OpenRead(file))
        {
            id = (await Daemon.RunWithStreamAsync(archive, "import", "-c", "CMD [\"cat\", \"/a/g\"]", "-", $"{name}:v1")).Succeeded().Text;
        }

        Assert.Equal(id, await TextAsync("inspect", "-f", "{{.Id}}", $"{name}:v1"));
        Assert.Equal("hi", await TextAsync("run", "--rm", "--network", "none", $"{name}:v1"));
        Assert.Equal("gone", await TextAsync("run", "--rm", "--network", "none", $"{name}:v1", "sh", "-c", "ls /www 2>/dev/null || echo gone"));
        await TextAsync("rm", name);
        await TextAsync("rmi", $"{name}:v1");
        File.Delete(file);
    }

    [Fact]
    public async Task Import_WithChangesMessageAndPlatform_SaysSo()
    {
        string name = NewName();
        using var archive = new MemoryStream();
        await BusyboxImage.WriteAsync(archive);
        archive.Position = 0;

        (await Daemon.RunWithStreamAsync(
            archive, "import", "-m", "brought", "--platform", "linux/arm64", "-c", "ENV A=1 B=2", "-c", "EXPOSE 80", "-c", "USER 5", "-c", "WORKDIR /w", "-", name)).Succeeded();

        // dockerd 20.10 takes only the operating system of a platform.
        string architecture = Target.IsDockerd ? "amd64" : "arm64";
        Assert.Equal($"linux/{architecture} brought [\"A=1\",\"B=2\"] 5 /w {{\"80/tcp\":{{}}}}", await TextAsync(
            "inspect", "-f", "{{.Os}}/{{.Architecture}} {{.Comment}} {{json .Config.Env}} {{.Config.User}} {{.Config.WorkingDir}} {{json .Config.ExposedPorts}}", name));
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Import_FromAWebServer_TakesWhatItGives()
    {
        string name = NewName();
        using HttpListener server = Serve(out string address);

        string[] lines = (await RunAsync("import", $"{address}busybox.tar", name)).Succeeded().Lines;
        using HttpResponseMessage answer = await Daemon.Http.PostAsync(
            new Uri($"/images/create?fromSrc={address}busybox.tar&repo={name}&tag=2", UriKind.Relative), null, TestContext.Current.CancellationToken);
        string stream = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal([$"Downloading from {address}busybox.tar", await TextAsync("inspect", "-f", "{{.Id}}", name)], lines);
        Assert.Contains("\"Importing\"", stream, StringComparison.Ordinal);
        Assert.Equal($"Imported from {address}busybox.tar", await TextAsync("inspect", "-f", "{{.Comment}}", name));
        await TextAsync("rmi", name, $"{name}:2");
    }

    [Fact]
    public async Task Import_OfWhatAWebServerHasNot_IsAnError()
    {
        using HttpListener server = Serve(out string address);

        CommandResult missing = await RunAsync("import", $"{address}none");
        CommandResult nobody = await RunAsync("import", "http://127.0.0.1:1/none");

        Assert.Equal((1, $"Error response from daemon: failed to GET {address}none with status 404 Not Found: there is none\n"), (missing.ExitCode, missing.Error));
        Assert.Equal(1, nobody.ExitCode);
        Assert.StartsWith("Error response from daemon: Get \"http://127.0.0.1:1/none\": ", nobody.Error, StringComparison.Ordinal);
        Assert.EndsWith("connection refused", nobody.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Error response from daemon: operating system is not supported", "--platform", "windows", "-")]
    [InlineData("Error response from daemon: \"linux/a/b/c\": cannot parse platform specifier: invalid argument", "--platform", "linux/a/b/c", "-")]
    [InlineData("Error response from daemon: run is not a valid change command", "-c", "RUN x", "-")]
    [InlineData("open /nowhere: no such file or directory", "/nowhere")]
    public async Task Import_OfWhatCannotBe_SaysWhy(string message, params string[] arguments)
    {
        CommandResult result = await RunAsync(["import", .. arguments]);

        Assert.Equal((1, message), (result.ExitCode, result.Error.TrimEnd()));
    }

    /// <summary>A web server on loopback that has <c>busybox.tar</c> and nothing else.</summary>
    private static HttpListener Serve(out string address)
    {
        for (int port = 20_000 + (Environment.ProcessId % 10_000); ; port++)
        {
            var server = new HttpListener();
            server.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                server.Start();
                address = $"http://127.0.0.1:{port}/";
                _ = AnswerAsync(server);
                return server;
            }
            catch (HttpListenerException)
            {
                server.Close();
            }
        }
    }

    private static async Task AnswerAsync(HttpListener server)
    {
        try
        {
            while (true)
            {
                HttpListenerContext request = await server.GetContextAsync();
                bool isThere = request.Request.Url?.AbsolutePath == "/busybox.tar";
                using var content = new MemoryStream();
                await (isThere ? BusyboxImage.WriteAsync(content) : content.WriteAsync(Encoding.UTF8.GetBytes("there is none")).AsTask());
                request.Response.StatusCode = isThere ? 200 : 404;
                request.Response.ContentLength64 = content.Length;
                request.Response.OutputStream.Write(content.ToArray());
                request.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }
}
