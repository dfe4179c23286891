using Berth.Engine.Errors;

namespace Berth.Engine.Streams;

/// <summary>
/// The keys that leave a container's terminal without ending the container: <c>ctrl-p,ctrl-q</c> unless the client says otherwise.
/// Each is one character or <c>ctrl-</c> with one of <c>a-z @ [ \ ] ^ _</c>. Source: docker attach(1), "--detach-keys".
/// </summary>
public static class DetachKeys
{
    /// <summary>Ctrl-P, Ctrl-Q.</summary>
    public static ReadOnlyMemory<byte> Default { get; } = new byte[] { 16, 17 };

    /// <summary>The bytes that a terminal sends for <paramref name="keys"/>; the default where it is null or empty.</summary>
    /// <exception cref="InvalidParameterException">A key that does not exist.</exception>
    public static ReadOnlyMemory<byte> Parse(string? keys)
    {
        if (string.IsNullOrEmpty(keys))
        {
            return Default;
        }

        string[] parts = keys.Split(',');
        byte[] codes = new byte[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            codes[i] = Code(parts[i]) ?? throw new InvalidParameterException($"Invalid detach keys ({keys}) provided");
        }

        return codes;
    }

    private static byte? Code(string key)
    {
        const string control = "ctrl-";
        if (key.Length == 1 && char.IsAscii(key[0]))
        {
            return (byte)key[0];
        }

        if (key.Length != control.Length + 1 || !key.StartsWith(control, StringComparison.Ordinal))
        {
            return null;
        }

        char c = char.ToUpperInvariant(key[^1]);
        return c is (>= 'A' and <= 'Z') or '@' or '[' or '\\' or ']' or '^' or '_' ? (byte)(c - '@') : null;
    }
}
