using System.Text;
using Berth.Linux;
using Berth.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Monitor;

namespace Berth.Unit.Runtime.Monitor;

/// <summary>A process that does what a test says: it holds real pipes, and ends when it is told to.</summary>
internal sealed class StandInProcess : ISupervisedProcess
{
    private readonly Pipe _life = Pipe.Create();
    private readonly Fd _input;
    private readonly Fd _output;
    private readonly Fd _error;

    /// <param name="terminal">It has this instead of the streams.</param>
    public StandInProcess(StandardStreams streams, PseudoTerminal? terminal = null)
    {
        if (terminal is not null)
        {
            Console = terminal.Master;
            _input = terminal.OpenSlave();
            _output = terminal.OpenSlave();
            _error = terminal.OpenSlave();
            return;
        }

        _input = Copy(streams.Input);
        _output = Copy(streams.Output);
        _error = Copy(streams.Error);
    }

    public int Pid => 4711;

    public Fd PidFd => _life.Reader;

    public Fd? Console { get; }

    public RuntimeException? StartFailure { get; init; }

    public int ExitCode { get; private set; }

    public List<int> Signals { get; } = [];

    public bool Removed { get; private set; }

    public bool OutOfMemory { get; init; }

    public void Start()
    {
        if (StartFailure is not null)
        {
            End(StartFailure.ExitCode);
            throw StartFailure;
        }
    }

    public bool Signal(int number)
    {
        lock (Signals)
        {
            Signals.Add(number);
        }

        return true;
    }

    public int Wait() => ExitCode;

    public bool OomKilled() => OutOfMemory;

    public OomWatch? WatchOom() => null;

    public void Remove() => Removed = true;

    public void Print(string text) => _output.Write(Encoding.UTF8.GetBytes(text));

    public void PrintError(string text) => _error.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes until nothing is taken for a while; returns how much was.</summary>
    public int PrintUntilHeldBack()
    {
        NonBlocking.Enable(_output);
        byte[] block = new byte[4096];
        int written = 0;
        var poll = new PollSet();
        do
        {
            written += NonBlocking.Write(_output, block) ?? 0;
            poll.Clear();
            poll.Add(_output, PollEvents.Writable);
            poll.Wait(300);
        }
        while (poll[0] != PollEvents.None);
        return written;
    }

    public void CloseOutput()
    {
        _input.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    /// <summary>Blocks; empty at the end of the input.</summary>
    public string ReadInput()
    {
        byte[] buffer = new byte[64 * 1024];
        return Encoding.UTF8.GetString(buffer, 0, _input.Read(buffer));
    }

    public int CountInputToItsEnd()
    {
        byte[] buffer = new byte[64 * 1024];
        int total = 0;
        for (int got = -1; got != 0; total += got)
        {
            got = _input.Read(buffer);
        }

        return total;
    }

    public void CloseInput() => _input.Dispose();

    /// <param name="keepOutput">Somebody else has the output open, as a daemon that the process left behind.</param>
    public void End(int exitCode, bool keepOutput = false)
    {
        ExitCode = exitCode;
        _input.Dispose();
        if (!keepOutput)
        {
            _output.Dispose();
            _error.Dispose();
        }

        _life.Writer.Dispose();
    }

    public void Dispose()
    {
        _life.Reader.Dispose();
        Console?.Dispose();
    }

    private static Fd Copy(int number)
    {
        using var borrowed = new Fd(number);
        Fd copy = borrowed.Duplicate();
        borrowed.SetHandleAsInvalid();
        return copy;
    }
}
