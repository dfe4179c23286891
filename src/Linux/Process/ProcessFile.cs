using System.Globalization;

namespace Berth.Linux;

/// <summary>What /proc/PID/stat says of a process (proc_pid_stat(5)).</summary>
/// <param name="State">R, S, D, Z, T, …</param>
/// <param name="StartTime">Clock ticks after boot: with the ID it names one process, the ID alone does not.</param>
public readonly record struct ProcessFile(char State, ulong StartTime)
{
    /// <summary>Null when there is no such process.</summary>
    public static ProcessFile? Read(int pid)
    {
        try
        {
            using Fd fd = Fd.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"), OpenFlags.O_RDONLY);
            Span<byte> buffer = stackalloc byte[1024];
            return Parse(System.Text.Encoding.Latin1.GetString(buffer[..fd.Read(buffer)]));
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ESRCH)
        {
            return null;
        }
    }

    /// <summary>The name, in parentheses, may itself hold spaces and parentheses: fields count from the last one.</summary>
    internal static ProcessFile Parse(string text)
    {
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessFile(fields[0][0], ulong.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>Whether the process still executes something.</summary>
    public bool IsAlive => State is not ('Z' or 'X');
}
