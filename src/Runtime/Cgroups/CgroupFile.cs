using System.Globalization;
using System.Text;
using Berth.Linux;

namespace Berth.Runtime.Cgroups;

/// <summary>Reading and writing the control files of a cgroup; errors say the file and, for a limit, the value.</summary>
internal static class CgroupFile
{
    public static void Write(string directory, string file, string value)
    {
        string path = $"{directory}/{file}";
        try
        {
            using Fd fd = Fd.Open(path, OpenFlags.O_WRONLY);
            fd.Write(Encoding.ASCII.GetBytes(value));
        }
        catch (LinuxException e)
        {
            throw new RuntimeException($"cgroup: write {value} to {path}: {LinuxException.Text(e.Errno)}", cause: e);
        }
    }

    /// <summary>The text without its last newline; null when the file is not there.</summary>
    public static string? TryRead(string directory, string file)
    {
        try
        {
            return File.ReadAllText($"{directory}/{file}").TrimEnd('\n');
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException || !Directory.Exists(directory))
        {
            // ENODEV is what a read says of a cgroup that was removed meanwhile.
            return null;
        }
    }

    /// <summary>All of an open file again, which is how a control file that is polled is made ready to report the next change.</summary>
    public static string ReadFromStart(Fd file)
    {
        byte[] buffer = new byte[4096];
        MemoryFile.Rewind(file);
        return Encoding.ASCII.GetString(buffer, 0, file.Read(buffer));
    }

    public static bool Exists(string directory, string file) => File.Exists($"{directory}/{file}");

    /// <summary>A text that is one number; null when there is none, the greatest for <c>max</c> and for what no number can hold.</summary>
    public static ulong? Number(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // v1 shows -1 for "none" in some files.
        return ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong number) ? number : text.Length > 0 ? ulong.MaxValue : null;
    }

    /// <summary>All of a file of <c>key number</c> lines, by key; null for no file.</summary>
    public static SortedDictionary<string, ulong>? Fields(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var fields = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && ulong.TryParse(line.AsSpan(space + 1), CultureInfo.InvariantCulture, out ulong number))
            {
                fields[line[..space]] = number;
            }
        }

        return fields;
    }

    /// <summary>The number after <paramref name="key"/> in a file of <c>key number</c> lines; 0 when it is not there.</summary>
    public static long Field(string? text, string key)
    {
        foreach (string line in text?.Split('\n') ?? [])
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] == ' ')
            {
                return long.Parse(line.AsSpan(key.Length + 1), CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
