using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry.Accounts;

/// <summary><c>berth-registry user add</c> on a terminal, as an operator sits before it.</summary>
public sealed class PasswordPromptTests : IDisposable
{
    private const string Password = "correct horse";

    private readonly string _root = Directory.CreateTempSubdirectory("berth-registry-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Add_OnATerminal_AsksTwiceAndShowsNothing()
    {
        await using Terminal terminal = Open();
        await TypeAsync(terminal, Password, Password);

        Assert.Equal(0, await terminal.WaitAsync());
        Assert.Contains("has accounts now", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("correct", terminal.Screen, StringComparison.Ordinal);
        CommandResult list = await Command.RunAsync(Installation.Binary("berth-registry"), ["user", "list", "--data", _root]);
        Assert.Contains("alice", list.Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_WithTwoDifferentPasswords_AddsNobody()
    {
        await using Terminal terminal = Open();
        await TypeAsync(terminal, Password, "correct house");

        Assert.Equal(1, await terminal.WaitAsync());
        Assert.Contains("the two passwords are not the same", terminal.Screen, StringComparison.Ordinal);
        CommandResult list = await Command.RunAsync(Installation.Binary("berth-registry"), ["user", "list", "--data", _root]);
        Assert.DoesNotContain("alice", list.Succeeded().Output, StringComparison.Ordinal);
    }

    private Terminal Open() => Terminal.Start(Installation.Binary("berth-registry"), ["user", "add", "alice", "--data", _root]);

    private static async Task TypeAsync(Terminal terminal, string first, string second)
    {
        await terminal.ExpectAsync("Password: ");
        await terminal.TypeAsync(first + "\n");
        await terminal.ExpectAsync("Again: ");
        await terminal.TypeAsync(second + "\n");
    }
}
