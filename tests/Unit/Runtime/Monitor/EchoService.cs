using System.Text;
using Berth.Harness;
using Berth.Linux;
using Berth.Runtime.Monitor;

namespace Berth.Unit.Runtime.Monitor;

/// <summary>Sends back what it is sent through a pipe.</summary>
internal sealed class EchoService : IMonitorService
{
    private readonly Pipe _questions = Pipe.Create();
    private readonly Pipe _answers = Pipe.Create();
    private int _index = -1;

    /// <summary>Milliseconds; once it is over, <see cref="WasDue"/>.</summary>
    public int Deadline { get; init; } = -1;

    /// <summary>It throws where it should answer.</summary>
    public bool Fails { get; init; }

    public TaskCompletionSource WasDue { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDisposed { get; private set; }

    public void Send(string text) => _questions.Writer.Write(Encoding.UTF8.GetBytes(text));

    public string Ask(string text)
    {
        Send(text);
        byte[] answer = new byte[64];
        return Task.Run(() => Encoding.UTF8.GetString(answer, 0, _answers.Reader.Read(answer))).WaitAsync(MonitorPeer.Patience).Result;
    }

    public void AddTo(PollSet poll) => _index = poll.Add(_questions.Reader, PollEvents.Readable);

    public int TimeToWait() => WasDue.Task.IsCompleted ? -1 : Deadline;

    public void Serve(PollSet poll)
    {
        if (poll[_index] != PollEvents.None)
        {
            if (Fails)
            {
                throw new IOException("it failed");
            }

            byte[] question = new byte[64];
            _answers.Writer.Write(question.AsSpan(0, _questions.Reader.Read(question)));
        }
        else if (Deadline >= 0)
        {
            WasDue.TrySetResult();
        }
    }

    public void Dispose()
    {
        IsDisposed = true;
        _questions.Dispose();
        _answers.Dispose();
    }
}
