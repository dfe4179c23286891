using System.Text;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Registries;

/// <summary>A password on standard input: all of it, without the line break at its end.</summary>
internal static class PasswordInput
{
    /// <summary>More than any password or token, in bytes.</summary>
    private const int MaxLength = 1 << 20;

    /// <exception cref="CommandException">The input is too long to be a password.</exception>
    public static string Read(Stream input)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[4096];
        int count;
        while ((count = input.Read(buffer)) > 0)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > MaxLength)
            {
                throw new CommandException("the password on standard input is too long");
            }
        }

        var text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        return text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text.TrimEnd('\r');
    }
}
