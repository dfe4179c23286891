using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Berth.Harness;

/// <summary>
/// The daemon's side of the monitor protocol, written down once more so that the tests check the bytes and not the types: frames of
/// <c>[kind, 0, 0, 0, length u32 BE]</c> and a payload. Reading gives up after <see cref="Patience"/>.
/// </summary>
public sealed class MonitorPeer : IDisposable
{
    public const byte Stdout = 1;
    public const byte Stderr = 2;
    public const byte Status = 3;
    public const byte Error = 4;

    private const byte SendStdin = 0;
    private const byte SendCloseStdin = 1;
    private const byte SendSubscribe = 2;
    private const byte SendStart = 3;
    private const byte SendResize = 4;
    private const byte SendSignal = 5;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public MonitorPeer(string path)
    {
        _socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        _socket.SendTimeout = (int)Patience.TotalMilliseconds;
        _socket.Connect(new UnixDomainSocketEndPoint(path));
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Output received so far, while waiting for a status.</summary>
    public MemoryStream Output { get; } = new();

    /// <summary>Error output received so far.</summary>
    public MemoryStream ErrorOutput { get; } = new();

    public string OutputText => Encoding.UTF8.GetString(Output.ToArray());

    public string ErrorText => Encoding.UTF8.GetString(ErrorOutput.ToArray());

    public void Subscribe(int streams) => Send(SendSubscribe, [(byte)streams]);

    public void Start() => Send(SendStart, []);

    public void Input(string text) => Send(SendStdin, Encoding.UTF8.GetBytes(text));

    public void Input(byte[] bytes) => Send(SendStdin, bytes);

    public void CloseInput() => Send(SendCloseStdin, []);

    public void Resize(ushort rows, ushort columns)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(payload, rows);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), columns);
        Send(SendResize, payload);
    }

    public void Signal(int number)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        Send(SendSignal, payload);
    }

    /// <summary>Sends nothing more, and goes on reading.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    public void Send(byte kind, byte[] payload)
    {
        byte[] frame = new byte[8 + payload.Length];
        frame[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), payload.Length);
        payload.CopyTo(frame, 8);
        SendRaw(frame);
    }

    public void SendRaw(byte[] bytes) => _socket.Send(bytes);

    /// <summary>The next frame; null at the end.</summary>
    public (byte Kind, byte[] Payload)? Read()
    {
        byte[] header = new byte[8];
        if (!TryReceive(header))
        {
            return null;
        }

        byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))];
        return TryReceive(payload) ? (header[0], payload) : null;
    }

    /// <summary>Reads on to a status that says this; output on the way is kept.</summary>
    public JsonElement WaitFor(string state)
    {
        while (true)
        {
            (byte kind, byte[] payload) = Read() ?? throw new EndOfStreamException($"the monitor closed before it was {state}");
            switch (kind)
            {
                case Stdout:
                    Output.Write(payload);
                    break;
                case Stderr:
                    ErrorOutput.Write(payload);
                    break;
                case Status:
                    JsonElement status = JsonDocument.Parse(payload).RootElement;
                    string now = status.GetProperty("state").GetString()!;
                    if (now == state)
                    {
                        return status;
                    }

                    if (now is "exited" or "failed")
                    {
                        throw new InvalidOperationException($"{now} instead of {state}: {status}");
                    }

                    break;
                default:
                    throw new InvalidOperationException($"refused: {Encoding.UTF8.GetString(payload)}");
            }
        }
    }

    /// <summary>Reads on to output that contains this.</summary>
    public void WaitForOutput(string text)
    {
        while (!OutputText.Contains(text, StringComparison.Ordinal))
        {
            (byte kind, byte[] payload) = Read() ?? throw new EndOfStreamException($"no {text} in {OutputText}");
            (kind == Stderr ? ErrorOutput : kind == Stdout ? Output : Stream.Null).Write(payload);
        }
    }

    /// <summary>Reads on to an error frame.</summary>
    public string WaitForError()
    {
        while (true)
        {
            (byte kind, byte[] payload) = Read() ?? throw new EndOfStreamException("the monitor closed without an error");
            if (kind == Error)
            {
                return JsonDocument.Parse(payload).RootElement.GetProperty("message").GetString()!;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool TryReceive(byte[] buffer)
    {
        for (int length = 0; length < buffer.Length;)
        {
            int got;
            try
            {
                got = _socket.Receive(buffer.AsSpan(length));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                got = 0;
            }

            if (got == 0)
            {
                return false;
            }

            length += got;
        }

        return true;
    }
}
