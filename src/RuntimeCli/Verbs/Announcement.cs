using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>
/// Who is told of a new process, and how: its terminal and its pidfd go to sockets, its number into a file. The sockets are connected to
/// before anything is made.
/// </summary>
internal sealed class Announcement : IDisposable
{
    private readonly Fd? _console;
    private readonly Fd? _pidFd;
    private readonly string? _pidFile;

    private Announcement(ParsedOptions options)
    {
        _pidFile = options.Get("pid-file");
        _console = ConsoleSocket.Connect(options.Get("console-socket"));
        _pidFd = PidFdSocket.Connect(options.Get("pidfd-socket"));
    }

    public static Announcement Prepare(ParsedOptions options, bool terminal, bool detached)
    {
        ConsoleSocket.RequireFitting(terminal, detached, options.Get("console-socket"));
        return new Announcement(options);
    }

    public void Make(ContainerProcess process, ReadOnlySpan<byte> kind)
    {
        PidFdSocket.Send(_pidFd, kind, process);
        ConsoleSocket.Send(_console, process.Console);
        PidFile.Write(_pidFile, process.Pid);
    }

    public void Dispose()
    {
        _console?.Dispose();
        _pidFd?.Dispose();
    }
}
