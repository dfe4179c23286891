using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class CreateVerb
{
    public static OptionSet Options => new OptionSet()
        .Value("bundle", "b").Value("pid-file").Value("console-socket").Value("pidfd-socket").Value("preserve-fds").Flag("no-pivot").Flag("no-new-keyring");

    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = Options.Flag("plan").Parse(arguments);
        ContainerRequest request = RequestOf(global, options, waitForStart: true);
        if (options.Has("plan"))
        {
            Output.Write(ContainerPlan.Text(request));
            return 0;
        }

        using Announcement announcement = Announcement.Prepare(options, request.Spec.Process?.Terminal == true, detached: true);
        using ContainerProcess process = ContainerProcess.Create(request);
        Announce(announcement, process, request);
        return 0;
    }

    /// <summary>A container that nobody could be told of is removed.</summary>
    public static void Announce(Announcement announcement, ContainerProcess process, ContainerRequest request)
    {
        try
        {
            announcement.Make(process, PidFdSocket.Init);
        }
        catch
        {
            ContainerVerbs.Delete(request.StateRoot, request.Id, force: true);
            throw;
        }
    }

    public static ContainerRequest RequestOf(GlobalOptions global, ParsedOptions options, bool waitForStart)
    {
        string id = options.ContainerId();
        int activated = SocketActivation.Count();
        int preserved = InheritedDescriptors.Require(activated + options.Count("preserve-fds"));
        string bundle = Path.GetFullPath(options.Get("bundle") ?? ".");
        Spec spec = BundleFile.Read(bundle);
        return new ContainerRequest
        {
            Id = id,
            StateRoot = global.Root,
            Rootless = global.Rootless,
            Bundle = bundle,
            Spec = SocketActivation.PassOn(spec, activated),
            PreserveFds = preserved,
            NoPivot = options.Has("no-pivot"),
            NoNewKeyring = options.Has("no-new-keyring"),
            WaitForStart = waitForStart,
        };
    }
}
