using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class CreateVerb
{
    public static OptionSet Options => new OptionSet { OptionsFirst = true }
        .Value("bundle", "b").Value("pid-file").Value("console-socket").Value("preserve-fds").Flag("no-pivot").Flag("no-new-keyring");

    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = Options.Flag("plan").Parse(arguments);
        _ = InheritedDescriptors.Require(options.Count("preserve-fds"));
        ContainerRequest request = RequestOf(global, options, waitForStart: true);
        if (options.Has("plan"))
        {
            Output.Write(ContainerPlan.Text(request));
            return 0;
        }

        string? socket = options.Get("console-socket");
        ConsoleSocket.RequireFitting(request.Spec.Process?.Terminal == true, detached: true, socket);
        using ContainerProcess process = ContainerProcess.Create(request);
        ConsoleSocket.Send(socket, process.Console);
        PidFile.Write(options.Get("pid-file"), process.Pid);
        return 0;
    }

    public static ContainerRequest RequestOf(GlobalOptions global, ParsedOptions options, bool waitForStart)
    {
        string bundle = Path.GetFullPath(options.Get("bundle") ?? ".");
        Spec spec = BundleFile.Read(bundle);
        return new ContainerRequest
        {
            Id = options.ContainerId(),
            StateRoot = global.Root,
            Rootless = global.Rootless,
            Bundle = bundle,
            Spec = spec,
            PreserveFds = options.Count("preserve-fds"),
            NoPivot = options.Has("no-pivot"),
            NoNewKeyring = options.Has("no-new-keyring"),
            WaitForStart = waitForStart,
        };
    }
}
