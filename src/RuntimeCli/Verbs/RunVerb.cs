using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <remarks>
/// It is no subreaper, with or without <c>--no-subreaper</c>: what a container without a pid namespace leaves behind goes to the host's init.
/// </remarks>
internal static class RunVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = CreateVerb.Options.Flag("detach", "d").Flag("keep").Flag("no-subreaper").Parse(arguments);
        bool detached = options.Has("detach");

        // First of all: the collection that it takes is cheap while the heap is empty.
        using SignalQueue? signals = detached ? null : SignalQueue.Open();
        ContainerRequest request = CreateVerb.RequestOf(global, options, waitForStart: false);
        using Announcement announcement = Announcement.Prepare(options, request.Spec.Process?.Terminal == true, detached);
        using ContainerProcess process = ContainerProcess.Create(request);
        CreateVerb.Announce(announcement, process, request);
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
