using Berth.Registry.CommandLine;
using Xunit;

namespace Berth.Unit.Registry.CommandLine;

public sealed class RegistryCommandLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private VerbCall? _call;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task RunAsync_OptionsInEveryForm_AreRead()
    {
        int code = await RunAsync("user", "add", "alice", "--size=3", "-s", "4", "--force");

        Assert.Equal(0, code);
        Assert.Equal("user add", _call!.Verb.Name);
        Assert.Equal(["alice"], _call.Operands);
        Assert.Equal(["3", "4"], _call.All("size"));
        Assert.True(_call.Has("force"));
    }

    [Fact]
    public async Task RunAsync_DoubleDash_EndsOptions()
    {
        int code = await RunAsync("user", "add", "--", "--force");

        Assert.Equal(0, code);
        Assert.Equal(["--force"], _call!.Operands);
        Assert.False(_call.Has("force"));
    }

    [Fact]
    public async Task RunAsync_SwitchSetToFalse_IsOff()
    {
        await RunAsync("user", "add", "alice", "--force", "--force=false");

        Assert.False(_call!.Has("force"));
    }

    [Theory]
    [InlineData("unknown command: frobnicate", "frobnicate")]
    [InlineData("user: a command is missing", "user")]
    [InlineData("unknown command: user frobnicate", "user", "frobnicate")]
    [InlineData("unknown option: --what", "user", "add", "alice", "--what")]
    [InlineData("unknown option: -x", "user", "add", "alice", "-x")]
    [InlineData("option needs a value: --size N", "user", "add", "alice", "--size")]
    [InlineData("invalid value \"yes\" for --force: expected true or false", "user", "add", "alice", "--force=yes")]
    [InlineData("expected NAME [PASSWORD], got 0 arguments", "user", "add")]
    [InlineData("expected NAME [PASSWORD], got 3 arguments", "user", "add", "a", "b", "c")]
    [InlineData("takes no arguments: now", "gc", "now")]
    public async Task RunAsync_WrongLine_IsRefusedWithCode2(string message, params string[] line)
    {
        int code = await RunAsync(line);

        Assert.Equal(2, code);
        Assert.StartsWith($"berth-registry: {message}\nSee 'berth-registry ", _error.ToString(), StringComparison.Ordinal);
        Assert.Null(_call);
    }

    [Fact]
    public async Task RunAsync_VerbThatFails_ExitsWith1AndItsReason()
    {
        int code = await RunAsync("gc");

        Assert.Equal(1, code);
        Assert.Equal("berth-registry: nothing to collect\n", _error.ToString());
    }

    [Theory]
    [InlineData("Usage:  berth-registry COMMAND")]
    [InlineData("Usage:  berth-registry COMMAND", "--help")]
    [InlineData("Usage:  berth-registry COMMAND", "help")]
    [InlineData("Usage:  berth-registry gc\n", "gc", "--help")]
    [InlineData("Usage:  berth-registry user COMMAND", "user", "--help")]
    [InlineData("Usage:  berth-registry user add [OPTIONS] NAME [PASSWORD]\n\nAdds a user.\n\nOptions:\n  -s, --size N", "help", "user", "add")]
    public async Task RunAsync_AskedForHelp_ShowsItAndDoesNothing(string text, params string[] line)
    {
        int code = await RunAsync(line);

        Assert.Equal(0, code);
        Assert.StartsWith(text, _output.ToString(), StringComparison.Ordinal);
        Assert.Null(_call);
    }

    [Fact]
    public void Table_OfTheProgram_HasNoNameTwice() => Assert.Equal(VerbTable.All.Count, VerbTable.All.Select(v => v.Name).Distinct().Count());

    [Fact]
    public void Table_OfTheProgram_HasNoOptionOfAVerbTwice() =>
        Assert.All(VerbTable.All, verb => Assert.Equal(verb.Options.Count, verb.Options.Select(o => o.Name).Distinct().Count()));

    private Task<int> RunAsync(params string[] line)
    {
        Verb[] table =
        [
            new("gc", "", "Collects.", static _ => throw new VerbException("nothing to collect")),
            new("user add", "NAME [PASSWORD]", "Adds a user.", call =>
            {
                _call = call;
                return Task.FromResult(0);
            })
            {
                Options = [new("size", "N", "A number") { Short = 's' }, new("force", "", "Anyway")],
            },
        ];
        return RegistryCommandLine.RunAsync(table, line, _output, _error);
    }
}
