using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Terminals;

/// <summary>Colours are for terminals, and for those who have not said that they want none (<c>NO_COLOR</c>, no-color.org; docker 28 does not ask).</summary>
public sealed class ColourTests : IDisposable
{
    private const string Escape = "\u001b[";

    private readonly string _directory = Directory.CreateTempSubdirectory("berth-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // An empty value asks for nothing.
    [Theory]
    [InlineData("OTHER=1", true)]
    [InlineData("NO_COLOR=", true)]
    [InlineData("NO_COLOR=1", false)]
    [InlineData("NO_COLOR=0", false)]
    public async Task Remark_OnATerminal_IsInColourUnlessToldNotTo(string variable, bool isColoured)
    {
        await using Terminal terminal = Terminal.Start("env", Line(variable));

        Assert.Equal(0, await terminal.WaitAsync());
        Assert.Contains("DOCKER_AUTH_CONFIG is set and takes precedence.", terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(isColoured, terminal.Screen.Contains(Escape, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Remark_IntoAPipe_HasNoColour()
    {
        CommandResult result = (await Command.RunAsync("env", Line("OTHER=1"))).Succeeded();

        Assert.Contains("DOCKER_AUTH_CONFIG is set and takes precedence.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, result.Error + result.Output, StringComparison.Ordinal);
    }

    // No registry is asked.
    private string[] Line(string variable) =>
        ["-u", "NO_COLOR", $"DOCKER_CONFIG={_directory}", "DOCKER_AUTH_CONFIG={}", variable, Installation.Binary("berth"), "logout", "127.0.0.1:1"];
}
