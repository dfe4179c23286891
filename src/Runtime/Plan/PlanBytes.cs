using System.Buffers.Binary;
using System.Text;

namespace Berth.Runtime.Plan;

/// <summary>Lists as bytes, in the form that the executor walks them: NUL-terminated UTF-8, an empty string at the end.</summary>
internal static class PlanBytes
{
    /// <summary>An fsconfig setting that has no value (FSCONFIG_SET_FLAG).</summary>
    public const byte Flag = 1;

    /// <summary>An fsconfig setting with a value (FSCONFIG_SET_STRING).</summary>
    public const byte KeyValue = 2;

    public static byte[] Raw(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Each with its NUL; then one more.</summary>
    public static byte[] Strings(IReadOnlyList<string> items)
    {
        using var bytes = new MemoryStream();
        foreach (string item in items)
        {
            Append(bytes, item);
        }

        bytes.WriteByte(0);
        return bytes.ToArray();
    }

    /// <summary>For each setting a kind byte, the key, and (for <see cref="KeyValue"/>) the value; 0 at the end.</summary>
    public static byte[] Settings(string source, IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        return Settings([KeyValuePair.Create<string, string?>("source", source), .. settings]);
    }

    /// <summary>The same for a filesystem that has its source.</summary>
    public static byte[] Settings(IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        using var bytes = new MemoryStream();
        foreach ((string key, string? value) in settings)
        {
            bytes.WriteByte(value is null ? Flag : KeyValue);
            Append(bytes, key);
            if (value is not null)
            {
                Append(bytes, value);
            }
        }

        bytes.WriteByte(0);
        return bytes.ToArray();
    }

    public static byte[] Numbers(IReadOnlyList<uint> numbers)
    {
        byte[] bytes = new byte[4 * numbers.Count];
        for (int i = 0; i < numbers.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), numbers[i]);
        }

        return bytes;
    }

    private static void Append(MemoryStream bytes, string text)
    {
        bytes.Write(Encoding.UTF8.GetBytes(text));
        bytes.WriteByte(0);
    }
}
