using System.Buffers.Binary;
using System.Text;
using Berth.Dns.Messages;

namespace Berth.Unit.Dns;

/// <summary>Messages as clients and servers send them.</summary>
internal static class QuestionBytes
{
    public static byte[] Of(string name, RecordType type = RecordType.A, ushort id = 0x1234, int ednsSize = -1, ushort @class = 1)
    {
        var message = new List<byte>();
        Add(message, id, 0x0100, 1, 0, 0, ednsSize < 0 ? (ushort)0 : (ushort)1);
        AddName(message, name);
        Add(message, (ushort)type, @class);
        if (ednsSize >= 0)
        {
            message.Add(0);
            Add(message, 41, (ushort)ednsSize, 0, 0, 0);
        }

        return [.. message];
    }

    /// <summary>An answer with one A record to a question.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> question, ResponseCode code = ResponseCode.NoError, byte last = 4)
    {
        byte[] answer = [.. question, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, last];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)(0x8180 | (int)code));
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), 1);
        return answer;
    }

    public static byte[] WithLength(ReadOnlySpan<byte> message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static void AddName(List<byte> message, string name)
    {
        foreach (string label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.UTF8.GetBytes(label));
        }

        message.Add(0);
    }

    private static void Add(List<byte> message, params ReadOnlySpan<ushort> numbers)
    {
        foreach (ushort number in numbers)
        {
            message.Add((byte)(number >> 8));
            message.Add((byte)number);
        }
    }
}
