using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>Which addresses a registry serves without being asked twice.</summary>
public sealed class AddressTests
{
    public static TheoryData<bool, bool> Combinations => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Serve_ForOtherMachines_NeedsAccountsAndTlsOrTheirSwitches(bool withAccounts, bool withTls)
    {
        string root = Directory.CreateTempSubdirectory("berth-test-").FullName;
        try
        {
            string[] accounts = withAccounts ? ["--accounts-enabled", "true"] : [];
            string[] tls = withTls ? await CertificateAsync(root) : [];
            string[] serve = ["serve", "--data", Path.Combine(root, "data"), "--addr", $"0.0.0.0:{FreePort.Next()}", .. accounts, .. tls];

            if (withAccounts && withTls)
            {
                await ServesAsync(serve);
                return;
            }

            CommandResult refused = (await Command.RunAsync(Installation.Binary("berth-registry"), serve)).Exited(1);
            Assert.Equal(!withAccounts, refused.Error.Contains("there are no accounts", StringComparison.Ordinal));
            Assert.Equal(!withTls, refused.Error.Contains("there is no certificate", StringComparison.Ordinal));
            Assert.False(Directory.Exists(Path.Combine(root, "data")));

            await ServesAsync([.. serve, .. withAccounts ? Array.Empty<string>() : ["--insecure-open"], .. withTls ? Array.Empty<string>() : ["--plain-http"]]);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Serve_WithoutConfiguration_WarnsOnceThatItIsOpen()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();

        await Condition.WaitAsync("the warning is written", () => registry.Log.Contains("level=warning", StringComparison.Ordinal));
        string warning = Assert.Single(registry.Log.Split('\n'), l => l.Contains("level=warning", StringComparison.Ordinal));
        Assert.Contains("No accounts: everyone who can reach", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_AFileThatIsWrong_SaysWhere()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "addr = \"127.0.0.1:0\"\n[log]\nlevel = \"loud\"\n", TestContext.Current.CancellationToken);

            CommandResult serve = await Command.RunAsync(Installation.Binary("berth-registry"), ["serve", "--config", file]);
            CommandResult check = await Command.RunAsync(Installation.Binary("berth-registry"), ["config", "check", file]);

            Assert.Equal($"{file}:3:9: log.level: expected one of debug, info, warn, error\n", serve.Exited(1).Error);
            Assert.Equal(serve.Error, check.Exited(1).Error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Serve_AUnixSocket_IsReplacedAfterAKillAndRefusedWhileServed()
    {
        string root = Directory.CreateTempSubdirectory("berth-test-").FullName;
        try
        {
            string socket = Path.Combine(root, "registry.sock");
            string[] serve = ["serve", "--data", Path.Combine(root, "data"), "--addr", $"unix:{socket}"];
            await using (ServingProcess killed = ServingProcess.Start(serve))
            {
                await AnswersAsync(socket);
                await killed.KillAsync();
            }

            Assert.True(File.Exists(socket));
            await using (ServingProcess again = ServingProcess.Start(serve))
            {
                await AnswersAsync(socket);
                CommandResult other = await Command.RunAsync(Installation.Binary("berth-registry"), ["serve", "--data", Path.Combine(root, "other"), "--addr", $"unix:{socket}"]);
                Assert.Contains("another process does", other.Exited(1).Error, StringComparison.Ordinal);
                await AnswersAsync(socket);
            }

            Assert.False(File.Exists(socket));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static Task AnswersAsync(string socket) => Condition.WaitAsync(
        $"an answer from {socket}",
        async () => (await Command.RunAsync("curl", ["-s", "--unix-socket", socket, "http://registry/v2/"])).Text == "{}");

    /// <summary>It starts, and ends when asked to.</summary>
    private static async Task ServesAsync(string[] serve)
    {
        await using ServingProcess process = ServingProcess.Start(serve);
        await Condition.WaitAsync("the registry serves", () => process.Errors.Contains(" serves ", StringComparison.Ordinal));
    }

    private static async Task<string[]> CertificateAsync(string root)
    {
        string certificate = Path.Combine(root, "c.pem");
        string key = Path.Combine(root, "k.pem");
        (await Command.RunAsync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test", "-out", certificate, "-keyout", key])).Succeeded();
        return ["--tls-cert", certificate, "--tls-key", key];
    }
}
