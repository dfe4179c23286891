using System.Text;
using Berth.Cli;
using Berth.Cli.CommandLine;
using Berth.Cli.Terminal;

var streams = StandardStreams.OfProcess();
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var context = new CliContext
{
    Program = Path.GetFileName(Environment.GetCommandLineArgs()[0]) == "docker" ? "docker" : "berth",

    // Not disposed: that would write again to a pipe that has broken. What is buffered is flushed below.
    Out = new StreamWriter(streams.Out, utf8, bufferSize: 16 << 10),
    Error = new StreamWriter(streams.Error, utf8) { AutoFlush = true },
    Streams = streams,
    Terminal = new TerminalDevice(),
};

try
{
    var code = new CommandLineRunner(CommandTree.Create(context), context).Run(args);
    context.Out.Flush();
    return code;
}
catch (BrokenPipeException)
{
    // Whoever read our output has gone, as `berth ps | head -1` does: end as a program that SIGPIPE kills.
    return 128 + 13;
}
