using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Registry;

/// <summary>Each client logs in, pushes and pulls; what one has pushed all get, with the same digest.</summary>
public sealed class MatrixTests(ClientMatrix matrix)
{
    public static TheoryData<string> Tools => [.. ClientMatrix.Tools];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Login_WrongPassword_IsRefused_AndTheRightOneHoldsUntilLogout(string name)
    {
        // One of its own: failed log-ins slow down all that come from their address.
        await using IRegistry registry = await RegistryUnderTest.StartAsync(ClientMatrix.Users);
        ClientTool tool = await matrix.OpenAsync(name, registry);

        CommandResult wrong = await tool.LoginAsync("alice", "wrong");
        Transfer before = await tool.PushAsync($"alice/login-{name}:1");
        CommandResult right = await tool.LoginAsync("alice", ClientMatrix.Password);
        Transfer push = await tool.PushAsync($"alice/login-{name}:1");
        (await tool.LogoutAsync()).Succeeded();
        Transfer after = await tool.PushAsync($"alice/login-{name}:2");

        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Contains(tool.WrongPassword, wrong.Output + wrong.Error, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(0, before.Command.ExitCode);
        right.Succeeded();
        push.Succeeded();
        Assert.NotEqual(0, after.Command.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Push_ByOne_IsPulledByAllWithTheSameDigest(string name)
    {
        IRegistry registry = await matrix.RegistryAsync();
        ClientTool pusher = await matrix.LogInAsync(name, registry, "alice");

        string pushed = (await pusher.PushAsync($"alice/from-{name}:1")).Succeeded();

        var pulled = await Task.WhenAll(ClientMatrix.Tools.Select(async puller =>
        {
            ClientTool tool = await matrix.LogInAsync(puller, registry, "alice");
            return (puller, (await tool.PullAsync($"alice/from-{name}:1")).Succeeded());
        }));
        Assert.Equal(ClientMatrix.Tools.Select(puller => (puller, pushed)), pulled);
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task PushAndPull_WithTls_WorkWithTheRegistrysCertificate(string name)
    {
        await using IRegistry registry = await RegistryUnderTest.StartAsync(ClientMatrix.Users, withTls: true);
        ClientTool pusher = await matrix.LogInAsync(name, registry, "alice");
        ClientTool puller = await matrix.LogInAsync(name, registry, "alice");

        string pushed = (await pusher.PushAsync("alice/tls:1")).Succeeded();

        Assert.Equal(pushed, (await puller.PullAsync("alice/tls:1")).Succeeded());
    }
}
