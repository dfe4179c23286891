using Berth.Cli;
using Berth.Cli.CommandLine;
using Berth.Cli.Terminal;
using Xunit;

namespace Berth.Unit.Compatibility;

/// <summary>
/// The tables of docs/compatibility say what the code does. Where one is behind, <c>eng/compatibility.sh</c> writes it anew: that runs these
/// tests with <c>BERTH_WRITE_TABLES=1</c>.
/// </summary>
public sealed class CompatibilityTests
{
    private const string Advice = "docs/compatibility is behind the code: run eng/compatibility.sh, and look at what it changed";

    [Fact]
    public void Endpoints_OfTheTable_AreTheDaemons() => Compare("endpoints.md", EndpointTable.Write(new DaemonRoutes()));

    [Fact]
    public void Commands_OfTheTable_AreTheClients()
    {
        using var context = new CliContext
        {
            Program = "berth",
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Streams = new StandardStreams(Stream.Null, Stream.Null, Stream.Null),
            Terminal = new TerminalDevice(),
        };
        Command root = CommandTree.Create(context);

        Compare("commands.md", new CommandTable(root, new DaemonRoutes()).Write());
    }

    private static void Compare(string name, string text)
    {
        string path = CompatibilityFiles.Table(name);
        if (Environment.GetEnvironmentVariable("BERTH_WRITE_TABLES") == "1")
        {
            File.WriteAllText(path, text);
        }

        string[] written = File.ReadAllLines(path);
        string[] made = text.TrimEnd('\n').Split('\n');
        Assert.True(written.SequenceEqual(made), $"{Advice}\n{string.Join('\n', made.Except(written).Take(20))}");
    }
}
