using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class RunVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = CreateVerb.Options.Flag("detach", "d").Flag("keep").Parse(arguments);
        _ = InheritedDescriptors.Require(options.Count("preserve-fds"));
        bool detached = options.Has("detach");
        string? socket = options.Get("console-socket");

        // First of all: the collection that it takes is cheap while the heap is empty.
        using SignalQueue? signals = detached ? null : SignalQueue.Open();
        ContainerRequest request = CreateVerb.RequestOf(global, options, waitForStart: false);
        ConsoleSocket.RequireFitting(request.Spec.Process?.Terminal == true, detached, socket);
        using ContainerProcess process = ContainerProcess.Create(request);
        ConsoleSocket.Send(socket, process.Console);
        PidFile.Write(options.Get("pid-file"), process.Pid);
        if (signals is null)
        {
            return 0;
        }

        int code = ForegroundProcess.Wait(process, signals);
        if (!options.Has("keep"))
        {
            process.Remove();
        }

        return code;
    }
}
