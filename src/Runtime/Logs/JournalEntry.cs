using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Berth.Runtime.Logs;

/// <summary>
/// An entry as the journal's socket takes it: a field after the other, each <c>NAME=VALUE\n</c>, or, where the value may have a newline in
/// it, <c>NAME\n</c>, its length as 64 bits little-endian, <c>VALUE\n</c>.
/// </summary>
internal static class JournalEntry
{
    public static byte[] Format(
        IReadOnlyDictionary<string, string> fields, LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline)
    {
        var entry = new ArrayBufferWriter<byte>(256 + text.Length);
        Put(entry, "PRIORITY", stream == LogStream.Stderr ? "3"u8 : "6"u8);
        Span<byte> stamp = stackalloc byte[Rfc3339Nano.MaxLength];
        Put(entry, "SYSLOG_TIMESTAMP", stamp[..Rfc3339Nano.Format(time, stamp)]);
        if (!newline)
        {
            Put(entry, "CONTAINER_PARTIAL_MESSAGE", "true"u8);
        }

        foreach (var (name, value) in fields)
        {
            Put(entry, name, Encoding.UTF8.GetBytes(value));
        }

        Put(entry, "MESSAGE", text);
        return entry.WrittenSpan.ToArray();
    }

    private static void Put(ArrayBufferWriter<byte> entry, string name, ReadOnlySpan<byte> value)
    {
        entry.Write(Encoding.ASCII.GetBytes(name));
        if (value.Contains((byte)'\n'))
        {
            entry.Write("\n"u8);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.GetSpan(sizeof(ulong)), (ulong)value.Length);
            entry.Advance(sizeof(ulong));
        }
        else
        {
            entry.Write("="u8);
        }

        entry.Write(value);
        entry.Write("\n"u8);
    }
}
