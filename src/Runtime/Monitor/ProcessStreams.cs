using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <summary>
/// The pipes of a process without a terminal. The ends that it gets are closed here once it has them: an output ends when the
/// last process that writes to it has gone.
/// </summary>
internal sealed class ProcessStreams : IDisposable
{
    private readonly Pipe? _input;
    private readonly Fd? _noInput;
    private readonly Pipe _output;
    private readonly Pipe _error;

    /// <param name="stdin">False: the process reads <c>/dev/null</c>.</param>
    public ProcessStreams(bool stdin)
    {
        _input = stdin ? Pipe.Create() : null;
        _noInput = stdin ? null : Fd.Open("/dev/null", OpenFlags.O_RDONLY);
        _output = Pipe.Create();
        _error = Pipe.Create();

        // Each end is an open file of its own: the ones of the process stay blocking.
        NonBlocking.Enable(_output.Reader);
        NonBlocking.Enable(_error.Reader);
        if (_input is not null)
        {
            NonBlocking.Enable(_input.Writer);
        }
    }

    public StandardStreams OfProcess =>
        new((_input?.Reader ?? _noInput!).Number, _output.Writer.Number, _error.Writer.Number);

    public Fd? Input => _input?.Writer;

    public Fd Output => _output.Reader;

    public Fd Error => _error.Reader;

    public void CloseEndsOfProcess()
    {
        _input?.Reader.Dispose();
        _noInput?.Dispose();
        _output.Writer.Dispose();
        _error.Writer.Dispose();
    }

    public void Dispose()
    {
        _input?.Dispose();
        _noInput?.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
