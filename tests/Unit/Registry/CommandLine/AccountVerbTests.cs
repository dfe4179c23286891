using Berth.Registry.Accounts;
using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.CommandLine;
using Berth.Registry.Hosting;
using Xunit;

namespace Berth.Unit.Registry.CommandLine;

public sealed class AccountVerbTests : IDisposable
{
    // Of the password "secret", made by htpasswd -nbBC 4.
    private const string Hash = "$2y$04$1cM0V8qYkVh1wq9Vt0sBbuCIYBvHqPqN5P1d1G5kA9DD9Q6hrkFnu";

    private readonly string _directory = Directory.CreateTempSubdirectory("berth-verbs-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task UserAdd_TheFirst_TurnsAccountsOnAndSaysSo()
    {
        (int code, _, string error) = await RunAsync("user add alice --admin --password-stdin", "correct horse\n");

        Assert.Equal(0, code);
        Assert.Contains("also where it is serving", error, StringComparison.Ordinal);
        using (RegistryData data = RegistryData.Open(new RegistryOptions { DataRoot = _directory }))
        {
            Assert.True(data.Options.HasAccounts);
            Assert.True(PasswordHash.Verify("correct horse", LoginState.Read(data.Database, "alice", from: null).PasswordHash!));
        }

        Assert.Contains("alice   yes", await OutputAsync("user list"), StringComparison.Ordinal);
        Assert.Contains("user.add   -      -      alice    ok", await OutputAsync("audit"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user add Alice --password-stdin", "cannot be a name")]
    [InlineData("user add bob --password-stdin", "taken")]
    [InlineData("user passwd nobody --password-stdin", "there is no user \"nobody\"")]
    [InlineData("user rm nobody", "there is no user \"nobody\"")]
    [InlineData("team rm nobody", "there is no team \"nobody\"")]
    [InlineData("team add-member nobody bob", "there is no team \"nobody\"")]
    [InlineData("team rm-member nobody bob", "no member")]
    [InlineData("grant bob/../x bob read", "invalid repository name")]
    [InlineData("grant x team:nobody read", "there is no team \"nobody\"")]
    [InlineData("revoke x bob", "no right")]
    [InlineData("token list nobody", "there is no user \"nobody\"")]
    [InlineData("token revoke bob 7", "\"bob\" has no token 7")]
    [InlineData("token create nobody ci", "there is no user \"nobody\"")]
    public async Task Run_WhatCannotBeDone_SaysWhy(string line, string message)
    {
        await RunAsync("user add bob --password-stdin", "correct horse");

        VerbException e = await Assert.ThrowsAsync<VerbException>(() => RunAsync(line, "correct horse"));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grant x bob all")]
    [InlineData("token revoke bob")]
    [InlineData("token create bob ci --expires soon")]
    [InlineData("key rotate --algorithm none")]
    [InlineData("audit --limit 0")]
    [InlineData("visibility x open")]
    public async Task Run_AWordThatIsWrong_IsMisuse(string line)
    {
        await RunAsync("user add bob --password-stdin", "correct horse");

        await Assert.ThrowsAsync<UsageException>(() => RunAsync(line));
    }

    [Fact]
    public async Task TeamsGrantsTokensAndKeys_AreMadeListedAndTakenAway()
    {
        await RunAsync("user add bob --password-stdin", "correct horse");
        await RunAsync("team add acme");
        await RunAsync("team add-member acme bob");
        await RunAsync("grant alice/app team:acme write");
        await RunAsync("grant alice/app bob read");
        string secret = (await OutputAsync("token create bob ci --read-only --expires 30d")).Trim();
        string key = (await OutputAsync("key rotate --algorithm RS256")).Trim();
        await RunAsync("visibility bob/open public");

        Assert.StartsWith("berth_pat_", secret, StringComparison.Ordinal);
        Assert.Contains("acme   bob", await OutputAsync("team list"), StringComparison.Ordinal);
        Assert.Equal("TO          RIGHT\nbob         read\nteam:acme   write\n", await OutputAsync("rights alice/app"));
        Assert.Contains("pulling", await OutputAsync("token list bob"), StringComparison.Ordinal);
        Assert.Contains($"{key}   RS256", await OutputAsync("key list"), StringComparison.Ordinal);

        await RunAsync("revoke alice/app bob");
        await RunAsync("token revoke bob 1 --logins");
        await RunAsync("team rm acme");

        Assert.Equal("TO   RIGHT\n", await OutputAsync("rights alice/app"));
        Assert.DoesNotContain("ci", await OutputAsync("token list bob"), StringComparison.Ordinal);
        Assert.Contains("team.rm", (await OutputAsync("audit")).Replace("team.remove", "team.rm", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_AFile_TakesAllOrNothing()
    {
        string file = Path.Combine(_directory, "htpasswd");
        await File.WriteAllTextAsync(file, $"alice:{Hash}\nbob:{Hash}\n", TestContext.Current.CancellationToken);
        Assert.Equal("2 users imported\n", await OutputAsync($"user import-htpasswd {file}"));

        await File.WriteAllTextAsync(file, $"carol:{Hash}\nbob:{Hash}\n", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<VerbException>(() => RunAsync($"user import-htpasswd {file}"));
        Assert.DoesNotContain("carol", await OutputAsync("user list"), StringComparison.Ordinal);

        Assert.Equal("2 users imported\n", await OutputAsync($"user import-htpasswd {file} --replace"));
        await File.WriteAllTextAsync(file, "dave:plain\n", TestContext.Current.CancellationToken);
        VerbException e = await Assert.ThrowsAsync<VerbException>(() => RunAsync($"user import-htpasswd {file}"));
        Assert.StartsWith($"{file}:1: ", e.Message, StringComparison.Ordinal);
    }

    private async Task<string> OutputAsync(string line) => (await RunAsync(line)).Output;

    private async Task<(int Code, string Output, string Error)> RunAsync(string line, string input = "")
    {
        string[] words = [.. line.Split(' '), "--data", _directory];
        (Verb verb, int count) = VerbParser.Find(VerbTable.All, words);
        VerbCall parsed = VerbParser.Parse(verb, words.AsSpan(count));
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var call = new VerbCall
        {
            Verb = verb, Operands = parsed.Operands, Values = parsed.Values, In = new StringReader(input), Out = output, Error = error,
        };
        int code = await verb.RunAsync(call);
        return (code, output.ToString(), error.ToString());
    }
}
