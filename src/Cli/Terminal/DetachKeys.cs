namespace Berth.Cli.Terminal;

/// <summary>
/// Finds the key sequence that leaves a container running (by default Ctrl-P Ctrl-Q) in what is typed. Keys that might begin the
/// sequence are held back until the next key decides.
/// </summary>
internal sealed class DetachKeys
{
    /// <summary>The sequence where nothing else is configured.</summary>
    public const string Default = "ctrl-p,ctrl-q";

    private readonly byte[] _sequence;
    private int _matched;

    private DetachKeys(byte[] sequence)
    {
        _sequence = sequence;
    }

    /// <summary>Reads <c>ctrl-p,ctrl-q</c>: single characters, or <c>ctrl-</c> and one of <c>a-z @ [ \ ] ^ _</c>.</summary>
    /// <exception cref="FormatException">A key is not known.</exception>
    public static DetachKeys Parse(string text) => new([.. text.Split(',').Select(Key)]);

    /// <summary>
    /// Passes input on without the sequence.
    /// </summary>
    /// <param name="input">What was typed.</param>
    /// <param name="output">Receives what goes to the container; needs room for the input and the held-back keys.</param>
    /// <param name="length">How much that is.</param>
    /// <returns>True when the sequence is complete.</returns>
    public bool Filter(ReadOnlySpan<byte> input, Span<byte> output, out int length)
    {
        length = 0;
        foreach (var key in input)
        {
            if (key == _sequence[_matched])
            {
                if (++_matched == _sequence.Length)
                {
                    _matched = 0;
                    return true;
                }

                continue;
            }

            _sequence.AsSpan(0, _matched).CopyTo(output[length..]);
            length += _matched;
            _matched = 0;
            if (key == _sequence[0] && _sequence.Length > 1)
            {
                _matched = 1;
                continue;
            }

            output[length++] = key;
        }

        return false;
    }

    /// <summary>Room that <see cref="Filter"/> may need beyond the input.</summary>
    public int HeldBack => _sequence.Length;

    private static byte Key(string name)
    {
        if (name.Length == 1 && name[0] < 128)
        {
            return (byte)name[0];
        }

        if (name.Length == 6 && name.StartsWith("ctrl-", StringComparison.Ordinal))
        {
            var letter = name[5];
            if (letter is >= 'a' and <= 'z')
            {
                return (byte)(letter - 'a' + 1);
            }

            if (letter is '@' or '[' or '\\' or ']' or '^' or '_')
            {
                return (byte)(letter - '@');
            }
        }

        throw new FormatException($"Unknown character: '{name}'");
    }
}
