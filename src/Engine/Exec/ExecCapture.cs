using System.Text;
using Berth.Engine.Containers;
using Berth.Engine.Monitors;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Exec;

/// <summary>An exec of the engine's own, whose output is kept: the first 4096 bytes of it. Disposing it leaves nothing running.</summary>
internal sealed class ExecCapture(ExecSession session, MonitorConnection monitor) : IAsyncDisposable
{
    private const int Kept = 4096;

    /// <summary>How long a process that was killed is waited for.</summary>
    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(5);

    private readonly MemoryStream _output = new();
    private bool _cut;

    /// <summary>What it printed so far, on both streams, in the order in which it came.</summary>
    public string Output => Encoding.UTF8.GetString(_output.GetBuffer(), 0, (int)_output.Length) + (_cut ? "..." : "");

    /// <summary>Waits for its end, and kills it when it takes too long; null in that case.</summary>
    /// <exception cref="OperationCanceledException">Somebody else is no longer interested.</exception>
    public async Task<int?> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken stopped)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopped);
        try
        {
            await ReadAsync(either.Token);
            await session.Ended.Task.WaitAsync(either.Token);
            return session.ExitCode ?? ContainerState.LostExitCode;
        }
        catch (OperationCanceledException) when (!stopped.IsCancellationRequested)
        {
            await KillAsync();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!session.Ended.Task.IsCompleted)
        {
            await KillAsync();
        }

        await monitor.DisposeAsync();
        await _output.DisposeAsync();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        while (await monitor.ReceiveAsync(cancellation) is { } frame)
        {
            if (frame.Kind is FrameKind.Stdout or FrameKind.Stderr)
            {
                foreach (ReadOnlyMemory<byte> part in frame.Payload)
                {
                    Keep(part.Span);
                }
            }
            else if (frame.Kind == FrameKind.Status && frame.Status().IsFinal)
            {
                return;
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int room = Kept - (int)_output.Length;
        _cut |= bytes.Length > room;
        _output.Write(bytes[..Math.Min(room, bytes.Length)]);
    }

    private async Task KillAsync()
    {
        try
        {
            await (session.Monitor?.SignalAsync(Signals.Kill) ?? ValueTask.CompletedTask);
            await session.Ended.Task.WaitAsync(s_killPatience);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or TimeoutException)
        {
            // It has just ended, or will when the kernel lets it; its supervision goes on.
        }
    }
}
