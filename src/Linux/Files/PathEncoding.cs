using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Berth.Linux;

/// <summary>
/// File names are bytes, not text: any but <c>/</c> and NUL. They become strings as UTF-8, and each byte that is not part of valid
/// UTF-8 becomes the lone surrogate U+DC80…U+DCFF, so that every name survives the way there and back (Python's PEP 383).
/// </summary>
public static class PathEncoding
{
    private const char EscapeBase = '\uDC00';
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';

    /// <summary>The longest that a string's bytes can be.</summary>
    public static int MaxBytes(ReadOnlySpan<char> path) => path.Length * 3;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                foreach (byte stray in bytes[..consumed])
                {
                    text.Append((char)(EscapeBase + stray));
                }
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of <paramref name="path"/>; returns how many were written.</summary>
    public static int Encode(ReadOnlySpan<char> path, Span<byte> destination)
    {
        int written = 0;
        while (!path.IsEmpty)
        {
            int plain = path.IndexOfAnyInRange(FirstEscape, LastEscape);
            if (plain > 0 && char.IsHighSurrogate(path[plain - 1]))
            {
                plain = AfterPairs(path, plain);
            }

            ReadOnlySpan<char> run = plain < 0 ? path : path[..plain];
            written += Encoding.UTF8.GetBytes(run, destination[written..]);
            path = path[run.Length..];
            if (!path.IsEmpty)
            {
                destination[written++] = (byte)(path[0] - EscapeBase);
                path = path[1..];
            }
        }

        return written;
    }

    public static byte[] Encode(string path)
    {
        byte[] buffer = new byte[MaxBytes(path)];
        return buffer[..Encode(path, buffer)];
    }

    // The first escape that is not the second half of a real surrogate pair; -1 if there is none.
    private static int AfterPairs(ReadOnlySpan<char> path, int from)
    {
        for (int i = from; i < path.Length; i++)
        {
            if (path[i] is >= FirstEscape and <= LastEscape && !(i > 0 && char.IsHighSurrogate(path[i - 1])))
            {
                return i;
            }
        }

        return -1;
    }
}
