using System.Net;
using System.Security.Cryptography.X509Certificates;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>TLS, and a certificate that changes while the registry serves.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private BerthRegistry? _registry;

    private BerthRegistry Registry => _registry ?? throw new InvalidOperationException();

    private string KeyFile => Path.ChangeExtension(Registry.CertificateFile, ".key");

    public async ValueTask InitializeAsync() => _registry = await BerthRegistry.StartAsync(new BerthRegistryOptions { WithTls = true });

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Certificate_Replaced_IsForNewConnectionsAndLeavesTheOthers(bool withSignal)
    {
        (string before, HttpClient kept) = await ConnectAsync();
        using (kept)
        {
            await ReplaceAsync();
            if (withSignal)
            {
                (await Command.RunAsync("kill", ["-HUP", $"{Registry.ProcessId}"])).Succeeded();
            }

            await Condition.WaitAsync("a new connection gets the new certificate", async () =>
            {
                (string now, HttpClient http) = await ConnectAsync();
                http.Dispose();
                return now != before;
            });

            Assert.Equal("{}", await kept.GetStringAsync("/v2/", TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Certificate_WithoutItsKey_IsNotTaken()
    {
        (string before, HttpClient first) = await ConnectAsync();
        first.Dispose();
        await File.WriteAllTextAsync(KeyFile, "no key\n", TestContext.Current.CancellationToken);
        (await Command.RunAsync("kill", ["-HUP", $"{Registry.ProcessId}"])).Succeeded();
        await Condition.WaitAsync("the registry says so", () => Registry.Log.Contains("The certificate stays the old one", StringComparison.Ordinal));

        (string now, HttpClient second) = await ConnectAsync();
        second.Dispose();

        Assert.Equal(before, now);
    }

    [Theory]
    [InlineData("1.1", "HTTP/1.1")]
    [InlineData("2", "HTTP/2")]
    public async Task Tls_OfEitherHttp_IsServed(string version, string shown)
    {
        CommandResult answer = await Command.RunAsync("curl", ["-s", "-i", "--cacert", Registry.CertificateFile, $"--http{version}", $"{Registry.Url}v2/"]);

        Assert.StartsWith($"{shown} 200", answer.Succeeded().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_OlderThan12_IsRefused()
    {
        CommandResult answer = await Command.RunAsync("curl", ["-s", "-k", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", $"{Registry.Url}v2/"]);

        Assert.NotEqual(0, answer.ExitCode);
    }

    /// <summary>A connection of its own, and the serial number it was shown.</summary>
    private async Task<(string Serial, HttpClient Http)> ConnectAsync()
    {
        string? serial = null;
        var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // Which certificate it shows is what is asked.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            serial = ((X509Certificate2)certificate!).SerialNumber;
            return true;
        };
#pragma warning restore CA5359
        var http = new HttpClient(handler) { BaseAddress = Registry.Url, DefaultRequestVersion = HttpVersion.Version11 };
        using HttpResponseMessage answer = await http.GetAsync(new Uri("/v2/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (serial!, http);
    }

    private async Task ReplaceAsync() => (await Command.RunAsync(
        "openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=new", "-out", Registry.CertificateFile, "-keyout", KeyFile])).Succeeded();
}
