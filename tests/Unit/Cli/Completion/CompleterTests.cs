using Berth.Cli;
using Berth.Cli.Completion;
using Berth.Cli.Terminal;
using Xunit;

namespace Berth.Unit.Cli.Completion;

public sealed class CompleterTests
{
    [Theory]
    [InlineData("con", "container context")]
    [InlineData("container pau", "pause")]
    [InlineData("-H unix:///nonexistent con", "container context")]
    [InlineData("--host=unix:///nonexistent con", "container context")]
    [InlineData("run --pul", "--pull")]
    [InlineData("run -it --pull al", "always")]
    [InlineData("run --pull=al", "always")]
    [InlineData("run --restart=", "always no on-failure unless-stopped")]
    [InlineData("run -c 5 --cgroupns ", "host private")]
    [InlineData("ps -f sta", "status=")]
    [InlineData("image ls --filter dang", "dangling=")]
    [InlineData("stop --sig", "--signal")]
    [InlineData("stop -s SIGT", "SIGTERM")]
    [InlineData("completion ", "bash fish zsh")]
    [InlineData("context use ", "default")]
    [InlineData("network c", "connect create")]
    [InlineData("network create -d ", "bridge ipvlan macvlan")]
    [InlineData("network ls -f d", "dangling= driver=")]
    [InlineData("network connect a b ", "")]
    [InlineData("container nonsense ", "")]
    [InlineData("run image --pul", "")]
    [InlineData("exec -- --pul", "")]
    public void Complete_OfWords_Is(string words, string expected) =>
        Assert.Equal(expected, string.Join(' ', Complete(words).Words.Select(word => word.Word)));

    [Theory]
    [InlineData("run image ", true)]
    [InlineData("run --env-file ", true)]
    [InlineData("run --entrypoint ", true)]
    [InlineData("import ", true)]
    [InlineData("rm ", false)]
    [InlineData("", false)]
    public void Complete_WhereFilesMayStand_SaysSo(string words, bool files) => Assert.Equal(files, Complete(words).AllowsFiles);

    [Fact]
    public void Complete_OfAFilter_GoesOnWithoutASpace() => Assert.True(Complete("ps -f stat").Continues);

    [Fact]
    public void Complete_OfAFlag_HasItsUsage() => Assert.Contains(("-q", "Print only IDs"), Complete("ps -").Words);

    private static CompletionAnswer Complete(string words)
    {
        using var context = new CliContext
        {
            Program = "berth",
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Streams = new StandardStreams(Stream.Null, Stream.Null, Stream.Null),
            Terminal = new TerminalDevice(),
            Environment = name => name switch { "HOME" => "/nonexistent", "DOCKER_HOST" => "unix:///nonexistent/d.sock", _ => null },
        };
        return new Completer(CommandTree.Create(context), new CompletionNames(context)).Complete(words.Split(' '));
    }
}
