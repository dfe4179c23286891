using Berth.RuntimeCli;

return CommandLine.Run(args);
