using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary><c>berth registry</c> is <c>berth-registry</c>.</summary>
public sealed class RegistryCommandTests
{
    private static string Berth => Installation.Binary("berth");

    [Fact]
    public async Task Registry_Version_IsTheRegistrys()
    {
        CommandResult version = await Command.RunAsync(Berth, ["registry", "version"]);

        Assert.StartsWith("berth-registry version ", version.Succeeded().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Usage:  berth-registry COMMAND", "registry", "--help")]
    [InlineData("Usage:  berth-registry COMMAND", "help", "registry")]
    [InlineData("Usage:  berth-registry serve ", "registry", "serve", "--help")]
    public async Task Registry_Help_IsTheRegistrys(string text, params string[] words) =>
        Assert.StartsWith(text, (await Command.RunAsync(Berth, words)).Succeeded().Text, StringComparison.Ordinal);

    [Fact]
    public async Task Registry_WrongOption_HasTheRegistrysExitCode()
    {
        CommandResult wrong = await Command.RunAsync(Berth, ["registry", "serve", "--frobnicate"]);

        Assert.Contains("unknown option: --frobnicate", wrong.Exited(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registry_Serve_ServesInTheSameProcess()
    {
        string root = Directory.CreateTempSubdirectory("berth-test-").FullName;
        try
        {
            await using ServingProcess registry = ServingProcess.Start(["registry", "serve", "--data", root, "--addr", $"127.0.0.1:{FreePort.Next()}"], Berth);
            await Condition.WaitAsync("it serves", () => registry.Errors.Contains(" serves ", StringComparison.Ordinal));

            Assert.Equal("berth-registry", Path.GetFileName(File.ResolveLinkTarget($"/proc/{registry.Id}/exe", returnFinalTarget: false)!.FullName));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
