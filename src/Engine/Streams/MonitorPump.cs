using System.Buffers;
using System.IO.Pipelines;
using Berth.Engine.Monitors;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Streams;

/// <summary>
/// Carries bytes between a client and a monitor until one of them has had enough.
/// <code>
///   client ── Input ──▶ detach keys? ──▶ Stdin frames ──▶ monitor
///   client ◀── Output ── frames as they are, or their bytes ◀── Stdout/Stderr frames ── monitor
/// </code>
/// The monitor's output frames are the Engine API's own, so without a terminal they pass through untouched. Neither direction is
/// buffered here: a slow client slows the monitor down, and that the container.
/// </summary>
internal sealed class MonitorPump(MonitorConnection monitor, IClientStream client)
{
    /// <summary>Whether the client gets frames, or with a terminal just the bytes.</summary>
    public required bool Framed { get; init; }

    /// <summary>Whether the client's input goes to the process.</summary>
    public required bool Stdin { get; init; }

    /// <summary>The keys that end the pump; empty where there is no terminal to press them on.</summary>
    public ReadOnlyMemory<byte> DetachKeys { get; init; }

    public async Task<PumpEnd> RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<PumpEnd> output = CopyOutputAsync(ending.Token);
        Task<PumpEnd> input = Stdin ? CopyInputAsync(ending.Token) : Task.FromResult(PumpEnd.InputEnded);
        Task<PumpEnd> first = await Task.WhenAny(output, input);

        // The end of the input is the end of nothing else: output may go on for hours.
        PumpEnd end = await first is PumpEnd.InputEnded ? await output : await first;
        await ending.CancelAsync();
        await Task.WhenAll(output, input);
        return end;
    }

    private async Task<PumpEnd> CopyOutputAsync(CancellationToken cancellation)
    {
        try
        {
            while (await monitor.ReceiveAsync(cancellation) is { } frame)
            {
                if (frame.Kind is FrameKind.Stdout or FrameKind.Stderr)
                {
                    Write(Framed ? frame.Whole : frame.Payload);
                    FlushResult flushed = await client.Output.FlushAsync(cancellation);
                    if (flushed.IsCompleted)
                    {
                        return PumpEnd.ClientGone;
                    }
                }
                else if (frame.Kind == FrameKind.Status && frame.Status().IsFinal)
                {
                    return PumpEnd.ProcessEnded;
                }
            }

            return PumpEnd.ProcessEnded;
        }
        catch (OperationCanceledException)
        {
            return PumpEnd.Stopped;
        }
        catch (IOException)
        {
            return PumpEnd.ClientGone;
        }
    }

    private async Task<PumpEnd> CopyInputAsync(CancellationToken cancellation)
    {
        DetachScanner? scanner = DetachKeys.IsEmpty ? null : new DetachScanner(DetachKeys);
        var passed = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                ReadResult read = await client.Input.ReadAsync(cancellation);
                bool detached = false;
                if (scanner is null)
                {
                    await monitor.SendInputAsync(read.Buffer, cancellation);
                }
                else
                {
                    passed.ResetWrittenCount();
                    detached = Scan(scanner, read.Buffer, passed);
                    await monitor.SendInputAsync(new ReadOnlySequence<byte>(passed.WrittenMemory), cancellation);
                }

                client.Input.AdvanceTo(read.Buffer.End);
                if (detached)
                {
                    return PumpEnd.Detached;
                }

                if (read.IsCompleted)
                {
                    await monitor.CloseStdinAsync(cancellation);
                    return PumpEnd.InputEnded;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return PumpEnd.Stopped;
        }
        catch (IOException)
        {
            return PumpEnd.InputEnded; // the client vanished, or the process does not read any more: the output tells which
        }
    }

    private static bool Scan(DetachScanner scanner, ReadOnlySequence<byte> typed, ArrayBufferWriter<byte> passed)
    {
        foreach (ReadOnlyMemory<byte> part in typed)
        {
            if (scanner.Scan(part.Span, passed))
            {
                return true;
            }
        }

        return false;
    }

    private void Write(ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> part in bytes)
        {
            client.Output.Write(part.Span);
        }
    }
}
