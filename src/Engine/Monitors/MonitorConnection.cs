using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Monitors;

/// <summary>
/// One connection to a monitor. One reader at a time; requests may be sent from anywhere.
/// The protocol is drawn at <see cref="FrameHeader"/>.
/// </summary>
internal sealed class MonitorConnection : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly PipeReader _input;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private SequencePosition? _consumed;

    private MonitorConnection(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
    }

    public static async ValueTask<MonitorConnection> OpenAsync(string directory, CancellationToken cancellation = default) =>
        new(await MonitorSocket.ConnectAsync(directory, cancellation));

    /// <summary>Connects, and returns when the monitor has confirmed the subscription.</summary>
    /// <exception cref="IOException">The monitor is gone, or refused.</exception>
    public static async ValueTask<MonitorConnection> OpenSubscribedAsync(
        string directory, MonitorStreams streams, CancellationToken cancellation = default)
    {
        MonitorConnection connection = await OpenAsync(directory, cancellation);
        try
        {
            await connection.ReceiveStatusAsync(cancellation);
            await connection.SubscribeAsync(streams, cancellation);
            await connection.ReceiveStatusAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next frame; null when the monitor has closed the connection or is gone.</summary>
    public async ValueTask<MonitorFrame?> ReceiveAsync(CancellationToken cancellation = default)
    {
        if (_consumed is { } position)
        {
            _consumed = null;
            _input.AdvanceTo(position);
        }

        while (true)
        {
            ReadResult read = await ReadAsync(cancellation);
            if (TryTake(read.Buffer, out MonitorFrame frame))
            {
                _consumed = frame.Whole.End;
                return frame;
            }

            _input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>Reads on to the next status, dropping what comes before it.</summary>
    /// <exception cref="IOException">The monitor refused a request.</exception>
    public async ValueTask<MonitorStatus?> ReceiveStatusAsync(CancellationToken cancellation = default)
    {
        while (await ReceiveAsync(cancellation) is { } frame)
        {
            switch (frame.Kind)
            {
                case FrameKind.Status:
                    return frame.Status();
                case FrameKind.Error:
                    throw new IOException(frame.Error().Message);
            }
        }

        return null;
    }

    /// <summary>
    /// Reads on to the status that nothing follows. What the monitor refuses meanwhile (a signal that came too late, the size of a
    /// terminal that is none) was somebody's request, and says nothing about the container.
    /// </summary>
    /// <param name="meanwhile">Takes the statuses before it: what happens to a process that runs.</param>
    public async ValueTask<MonitorStatus?> ReceiveFinalStatusAsync(Func<MonitorStatus, ValueTask> meanwhile)
    {
        while (await ReceiveAsync() is { } frame)
        {
            if (frame.Kind != FrameKind.Status)
            {
                continue;
            }

            MonitorStatus status = frame.Status();
            if (status.IsFinal)
            {
                return status;
            }

            await meanwhile(status);
        }

        return null;
    }

    public ValueTask SubscribeAsync(MonitorStreams streams, CancellationToken cancellation = default) =>
        SendAsync(RequestKind.Subscribe, [(byte)streams], cancellation);

    public ValueTask StartAsync(CancellationToken cancellation = default) => SendAsync(RequestKind.Start, [], cancellation);

    public ValueTask CloseStdinAsync(CancellationToken cancellation = default) =>
        SendAsync(RequestKind.CloseStdin, [], cancellation);

    public ValueTask SignalAsync(int signal, CancellationToken cancellation = default)
    {
        byte[] payload = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)signal);
        return SendAsync(RequestKind.Signal, payload, cancellation);
    }

    public ValueTask ResizeAsync(ushort rows, ushort columns, CancellationToken cancellation = default)
    {
        byte[] payload = new byte[2 * sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, rows);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(sizeof(ushort)), columns);
        return SendAsync(RequestKind.Resize, payload, cancellation);
    }

    /// <summary>Sends input, in frames as large as the protocol allows.</summary>
    public async ValueTask SendInputAsync(ReadOnlySequence<byte> typed, CancellationToken cancellation = default)
    {
        while (!typed.IsEmpty)
        {
            ReadOnlySequence<byte> part = typed.Slice(0, Math.Min(typed.Length, FrameHeader.MaxPayload));
            await SendAsync(RequestKind.Stdin, part.ToArray(), cancellation);
            typed = typed.Slice(part.End);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _input.CompleteAsync();
        await _stream.DisposeAsync();
        _sending.Dispose();
    }

    private async ValueTask SendAsync(RequestKind kind, byte[] payload, CancellationToken cancellation)
    {
        byte[] frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader((byte)kind, payload.Length).Write(frame);
        payload.CopyTo(frame, FrameHeader.Size);
        await _sending.WaitAsync(cancellation);
        try
        {
            await _stream.WriteAsync(frame, cancellation);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>A monitor that was killed resets its connections; that is an end like any other.</summary>
    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await _input.ReadAsync(cancellation);
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            return new ReadResult(default, isCanceled: false, isCompleted: true);
        }
    }

    private static bool TryTake(ReadOnlySequence<byte> received, out MonitorFrame frame)
    {
        frame = default;
        if (received.Length < FrameHeader.Size)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[FrameHeader.Size];
        received.Slice(0, FrameHeader.Size).CopyTo(head);
        if (!FrameHeader.TryRead(head, out FrameHeader header))
        {
            throw new InvalidDataException("The monitor sent a frame that is none.");
        }

        long whole = FrameHeader.Size + header.Length;
        if (received.Length < whole)
        {
            return false;
        }

        frame = new MonitorFrame((FrameKind)header.Kind, received.Slice(0, whole));
        return true;
    }
}
