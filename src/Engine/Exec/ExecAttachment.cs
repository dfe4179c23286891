using System.Text;
using Berth.Engine.Errors;
using Berth.Engine.Monitors;
using Berth.Engine.Streams;
using Berth.EngineApi.Exec;
using Berth.EngineApi.Streams;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Exec;

/// <summary>An exec that is about to start with a client attached.</summary>
public sealed class ExecAttachment
{
    private readonly ExecSession _session;
    private readonly Func<MonitorStreams, Task<MonitorConnection?>> _start;
    private readonly Action _detached;

    internal ExecAttachment(ExecSession session, Func<MonitorStreams, Task<MonitorConnection?>> start, Action detached)
    {
        _detached = detached;
        _session = session;
        _start = start;
    }

    public bool HasTerminal => _session.Request.Tty;

    /// <summary>Starts it and serves the client until it ends, or the client detaches or goes away.</summary>
    public async Task RunAsync(IClientStream client, CancellationToken cancellation)
    {
        ExecCreateRequest request = _session.Request;
        try
        {
            MonitorStreams streams = (request.AttachStdin ? MonitorStreams.Stdin : 0)
                | (request.AttachStdout ? MonitorStreams.Stdout : 0)
                | (request.AttachStderr ? MonitorStreams.Stderr : 0);
            MonitorConnection? monitor = await _start(streams);
            if (monitor is null)
            {
                return;
            }

            await using (monitor)
            {
                var pump = new MonitorPump(monitor, client)
                {
                    Framed = !HasTerminal,
                    Stdin = request.AttachStdin,
                    DetachKeys = HasTerminal ? DetachKeys.Parse(request.DetachKeys) : default,
                };
                switch (await pump.RunAsync(cancellation))
                {
                    case PumpEnd.ProcessEnded:
                        await _session.Ended.Task.WaitAsync(cancellation);
                        break;
                    case PumpEnd.Detached:
                        _detached();
                        break;
                }
            }
        }
        catch (EngineException e)
        {
            await TellAsync(client, e.Message + "\r\n", cancellation);
        }
    }

    /// <summary>The head of the answer said that all is well; the stream has to say that it is not.</summary>
    private async Task TellAsync(IClientStream client, string text, CancellationToken cancellation)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (!HasTerminal)
        {
            byte[] frame = new byte[StdioFrame.HeaderSize + bytes.Length];
            new StdioFrame(StdioKind.Stdout, bytes.Length).Write(frame);
            bytes.CopyTo(frame, StdioFrame.HeaderSize);
            bytes = frame;
        }

        await client.Output.WriteAsync(bytes, cancellation);
    }
}
