using System.Runtime.InteropServices;
using System.Text;
using Berth.Linux;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary>Where a verb gets a password from: standard input, or the terminal without showing it; never the command line, which everybody can read.</summary>
internal static class PasswordInput
{
    /// <summary>Characters; more than any password.</summary>
    private const int MaxLength = 4096;

    private const string TerminalPath = "/dev/tty";
    private const int Interrupted = 130;

    public static VerbOption Option { get; } = new("password-stdin", "", "Read the password from standard input, to its end");

    /// <summary>A new password.</summary>
    /// <exception cref="UsageException">There is neither the option nor a terminal.</exception>
    /// <exception cref="VerbException">What was typed the second time is something else.</exception>
    public static string Read(VerbCall call)
    {
        if (call.Has(Option.Name))
        {
            return ReadToEnd(call.In);
        }

        try
        {
            string password = Ask("Password: ");
            return Ask("Again: ") == password ? password : throw new VerbException("the two passwords are not the same");
        }
        catch (Exception e) when (e is LinuxException or IOException)
        {
            throw new UsageException("there is no terminal to ask for the password: give it on standard input, with --password-stdin");
        }
    }

    // Without the line break that echo and files end with.
    private static string ReadToEnd(TextReader input)
    {
        char[] buffer = new char[MaxLength + 1];
        int length = input.ReadBlock(buffer);
        return length > MaxLength
            ? throw new VerbException("the password on standard input is too long")
            : new string(buffer, 0, length).TrimEnd('\n', '\r');
    }

    private static string Ask(string prompt)
    {
        using Fd terminal = Fd.Open(TerminalPath, OpenFlags.O_RDWR);
        using var stream = new FileStream(TerminalPath, new FileStreamOptions { Access = FileAccess.ReadWrite, BufferSize = 0 });
        TerminalSettings before = Terminal.HideInput(terminal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
        {
            Terminal.Restore(terminal, before);
            Environment.Exit(Interrupted);
        });
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(prompt));
            return ReadLine(stream);
        }
        finally
        {
            Terminal.Restore(terminal, before);
            stream.Write("\n"u8);
        }
    }

    private static string ReadLine(FileStream terminal)
    {
        var line = new List<byte>();
        int next;
        while (line.Count <= MaxLength && (next = terminal.ReadByte()) >= 0 && next != '\n')
        {
            line.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
