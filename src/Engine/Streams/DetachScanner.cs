using System.Buffers;

namespace Berth.Engine.Streams;

/// <summary>
/// Looks for the detach keys in what a client types. Keys that may be the beginning are held back; when the next one does not
/// fit they are passed on, so that an application gets its Ctrl-P a key later, but gets it.
/// </summary>
internal sealed class DetachScanner(ReadOnlyMemory<byte> keys)
{
    private int _held;

    /// <summary>Appends what goes to the container; true when the keys were completed (the rest of the input is dropped).</summary>
    public bool Scan(ReadOnlySpan<byte> typed, IBufferWriter<byte> passed)
    {
        ReadOnlySpan<byte> sequence = keys.Span;
        foreach (byte key in typed)
        {
            if (key == sequence[_held])
            {
                if (++_held == sequence.Length)
                {
                    return true;
                }

                continue;
            }

            passed.Write(sequence[.._held]);
            _held = key == sequence[0] ? 1 : 0;
            if (_held == sequence.Length)
            {
                return true;
            }

            if (_held == 0)
            {
                passed.Write([key]);
            }
        }

        return false;
    }
}
