using System.Text;

namespace Berth.RegistryClient.Errors;

/// <summary>Makes what a server says fit for a terminal.</summary>
internal static class ErrorText
{
    private const int Longest = 1024;

    /// <summary>One line without control characters, of at most 1,024 characters.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (char c in text.AsSpan().Trim())
        {
            if (line.Length == Longest)
            {
                return line.Append('…').ToString();
            }

            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.ToString();
    }

    /// <summary>In quotes, with what would break them escaped, as Go's <c>%q</c> prints it.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text.Length > Longest ? text.AsSpan(0, Longest) : text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
