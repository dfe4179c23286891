using System.Globalization;
using System.Text;
using Berth.Engine.Errors;
using Berth.Linux;

namespace Berth.Engine.Processes;

/// <summary>
/// Reads processes out of /proc. They belong to containers: whatever they call themselves is text, and no more of it is read than
/// the limits say, however many they are. One that ends meanwhile is left out.
/// </summary>
/// <param name="root">The mount point of the proc filesystem.</param>
internal sealed class ProcessFiles(string root = "/proc")
{
    /// <summary>Bytes of one command line; what is longer is cut.</summary>
    private const int LongestCommandLine = 32 << 10;

    /// <summary>Bytes of all command lines together; processes after that show their name only.</summary>
    private const int AllCommandLines = 8 << 20;

    private const int LongestFile = 16 << 10;

    /// <summary>Of all processes together.</summary>
    private const int MostThreads = 65536;

    private int _left = AllCommandLines;
    private int _threads;

    /// <summary>Those of <paramref name="pids"/> that are still there, in that order.</summary>
    public IReadOnlyList<ProcessSnapshot> Read(IEnumerable<int> pids)
    {
        var found = new List<ProcessSnapshot>();
        foreach (int pid in pids)
        {
            if (TryRead(pid) is { } process)
            {
                found.Add(process);
            }
        }

        return found;
    }

    /// <summary>A file of a process as text, in which a control character is a question mark; null where there is none.</summary>
    public string? ReadText(int pid, string file) => ReadBytes(pid, file, LongestFile) is { } bytes ? Printable(bytes) : null;

    /// <summary>Where a link of a process points, <c>ns/net</c> or <c>exe</c>; only text. Null where it is not to be seen.</summary>
    public string? ReadLink(int pid, string link)
    {
        try
        {
            return new FileInfo(PathOf(pid, link)).LinkTarget is { } target ? Printable(Encoding.UTF8.GetBytes(target)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The threads of a process, by their numbers; each has its own state, times and masks, and the rest of its process.</summary>
    /// <exception cref="UnsupportedException">There are more than 65536, with those of the processes before.</exception>
    public IReadOnlyList<ProcessSnapshot> ReadThreads(ProcessSnapshot process)
    {
        var threads = new List<ProcessSnapshot>();
        foreach (int thread in ThreadsOf(process.Pid).Order())
        {
            if (++_threads > MostThreads)
            {
                throw new UnsupportedException($"ps: more than {MostThreads} threads");
            }

            string task = string.Create(CultureInfo.InvariantCulture, $"task/{thread}/");
            if (ReadState(process.Pid, task) is { } found)
            {
                threads.Add(found with { Thread = thread, CommandLine = process.CommandLine });
            }
        }

        return threads;
    }

    private List<int> ThreadsOf(int pid)
    {
        try
        {
            return [.. new DirectoryInfo(PathOf(pid, "task")).EnumerateDirectories().Take(MostThreads + 1).Select(static d => int.Parse(d.Name, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private ProcessSnapshot? TryRead(int pid)
    {
        if (ReadState(pid, "") is not { } process)
        {
            return null;
        }

        byte[] command = ReadBytes(pid, "cmdline", Math.Min(_left, LongestCommandLine)) ?? [];
        _left -= command.Length;
        return process with { CommandLine = Arguments(command) };
    }

    // In the directory of the process, or of one of its tasks.
    private ProcessSnapshot? ReadState(int pid, string directory) =>
        ReadBytes(pid, directory + "stat", LongestFile) is { Length: > 0 } stat && ReadBytes(pid, directory + "status", LongestFile) is { } status
            ? WithStatus(ParseStat(pid, stat), Encoding.Latin1.GetString(status))
            : null;

    // "12 (a name (with) parentheses) S 1 …": fields count from the last parenthesis.
    private static ProcessSnapshot ParseStat(int pid, byte[] stat)
    {
        int open = Array.IndexOf(stat, (byte)'(');
        int close = Array.LastIndexOf(stat, (byte)')');
        string[] fields = Encoding.ASCII.GetString(stat.AsSpan(close + 2)).TrimEnd('\n').Split(' ');
        ulong start = Unsigned(fields[23]), end = Unsigned(fields[24]);
        return new ProcessSnapshot
        {
            Pid = pid,
            Name = Printable(stat.AsSpan(open + 1, close - open - 1)),
            State = fields[0][0],
            Parent = (int)Signed(fields[1]),
            Group = (int)Signed(fields[2]),
            Session = (int)Signed(fields[3]),
            Terminal = (int)Signed(fields[4]),
            ForegroundGroup = (int)Signed(fields[5]),
            Flags = (uint)Unsigned(fields[6]),
            MinorFaults = Unsigned(fields[7]),
            MajorFaults = Unsigned(fields[9]),
            ProcessorTicks = Unsigned(fields[11]) + Unsigned(fields[12]),
            Priority = Signed(fields[15]),
            Nice = Signed(fields[16]),
            Threads = Signed(fields[17]),
            StartTicks = Unsigned(fields[19]),
            VirtualSize = Unsigned(fields[20]),
            ResidentPages = Signed(fields[21]),
            CodeSize = end > start ? end - start : 0,
            Processor = (int)Signed(fields[36]),
            RealtimePriority = (uint)Unsigned(fields[37]),
            Policy = (uint)Unsigned(fields[38]),
        };
    }

    private static ProcessSnapshot WithStatus(ProcessSnapshot process, string status)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in status.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                values[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        return process with
        {
            Uids = Numbers(values.GetValueOrDefault("Uid")) ?? process.Uids,
            Gids = Numbers(values.GetValueOrDefault("Gid")) ?? process.Gids,
            HasLockedMemory = values.GetValueOrDefault("VmLck") is { } locked && !locked.StartsWith("0 ", StringComparison.Ordinal),
            Signals = [.. SignalSets(values)],
        };
    }

    private static IEnumerable<string> SignalSets(Dictionary<string, string> values) =>
        ((string[])["ShdPnd", "SigBlk", "SigIgn", "SigCgt"]).Select(name => values.GetValueOrDefault(name) ?? "-");

    private static uint[]? Numbers(string? text)
    {
        uint[] numbers = [.. (text ?? "").Split('\t').Select(word => (uint)Unsigned(word))];
        return numbers.Length == 4 ? numbers : null;
    }

    private static string Arguments(byte[] command)
    {
        int length = command.Length;
        while (length > 0 && command[length - 1] == 0)
        {
            length--;
        }

        Span<byte> text = command.AsSpan(0, length);
        text.Replace((byte)0, (byte)' ');
        return Printable(text);
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        char[] text = Encoding.UTF8.GetString(bytes).ToCharArray();
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(text[i]) && text[i] != '\n' ? '?' : text[i] == '\n' ? ' ' : text[i];
        }

        return new string(text);
    }

    private byte[]? ReadBytes(int pid, string file, int most)
    {
        try
        {
            using Fd fd = Fd.Open(PathOf(pid, file), OpenFlags.O_RDONLY);
            byte[] buffer = new byte[most];
            int length = 0;
            for (int got = 1; got > 0 && length < most; length += got)
            {
                got = fd.Read(buffer.AsSpan(length));
            }

            return buffer[..length];
        }
        catch (LinuxException)
        {
            // ENOENT and ESRCH: it has ended. EACCES: not to be seen.
            return null;
        }
    }

    private string PathOf(int pid, string file) => string.Create(CultureInfo.InvariantCulture, $"{root}/{pid}/{file}");

    private static long Signed(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static ulong Unsigned(string text) => ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong number) ? number : 0;
}
