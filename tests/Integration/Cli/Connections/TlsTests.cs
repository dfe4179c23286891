using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Connections;

/// <summary>tcp:// with TLS, both sides showing certificates.</summary>
public sealed class TlsTests(SharedDaemon shared) : ConnectionTest(shared)
{
    [Fact]
    public async Task Flags_OfTls_Connect()
    {
        using var proxy = new TlsProxy(Daemon.Socket);
        string[] files = [$"--tlscacert={proxy.Directory}/ca.pem", $"--tlscert={proxy.Directory}/cert.pem", $"--tlskey={proxy.Directory}/key.pem"];

        (await ClientAsync(["-H", proxy.Host, "--tlsverify", .. files, "version"])).Succeeded();
        (await ClientAsync(["-H", proxy.Host, "--tls", .. files, "version"])).Succeeded();
        (await ClientAsync([$"DOCKER_HOST={proxy.Host}", "DOCKER_TLS_VERIFY=1", $"DOCKER_CERT_PATH={proxy.Directory}"], ["version"])).Succeeded();
    }

    [Fact]
    public async Task Context_WithCertificates_CarriesStreams()
    {
        using var proxy = new TlsProxy(Daemon.Socket);
        string endpoint = $"host={proxy.Host},ca={proxy.Directory}/ca.pem,cert={proxy.Directory}/cert.pem,key={proxy.Directory}/key.pem";
        (await ClientAsync("context", "create", "far", "--docker", endpoint)).Succeeded();
        string input = new('x', 200_000);

        CommandResult run = (await ClientAsync([], ["-c", "far", "run", "-i", "--rm", Busybox, "wc", "-c"], input)).Succeeded();

        Assert.Equal("200000", run.Text.Trim());
    }

    [Fact]
    public async Task Connection_WithoutTrust_IsRefused()
    {
        using var proxy = new TlsProxy(Daemon.Socket);
        using var other = new TlsProxy(Daemon.Socket);
        string endpoint = $"host={proxy.Host},ca={other.Directory}/ca.pem,cert={proxy.Directory}/cert.pem,key={proxy.Directory}/key.pem";
        (await ClientAsync("context", "create", "far", "--docker", endpoint)).Succeeded();

        Assert.Contains("error during connect", (await ClientAsync("-c", "far", "ps")).Exited(1).Error, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(0, (await ClientAsync(["-H", proxy.Host, "--tls", "ps"])).ExitCode);
        Assert.Contains(
            "ca.pem: no such file or directory", (await ClientAsync(["-H", proxy.Host, "--tlsverify", "ps"])).Exited(1).Error, StringComparison.Ordinal);
    }
}
