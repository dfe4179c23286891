using System.Text;
using Berth.Cli;
using Berth.Cli.CommandLine;
using Berth.Cli.Terminal;

var streams = StandardStreams.OfProcess();
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var program = Path.GetFileName(Environment.GetCommandLineArgs()[0]) == "docker" ? "docker" : "berth";
using var output = new StreamWriter(streams.Out, utf8);
using var error = new StreamWriter(streams.Error, utf8) { AutoFlush = true };
using var context = new CliContext { Program = program, Out = output, Error = error, Streams = streams, Terminal = new TerminalDevice() };

try
{
    var code = new CommandLineRunner(CommandTree.Create(context), context).Run(args);
    output.Flush();
    return code;
}
catch (BrokenPipeException)
{
    return 128 + 13;
}
