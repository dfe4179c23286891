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
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static bool Exists(string directory, string file) => File.Exists($"{directory}/{file}");

    /// <summary>The number after <paramref name="key"/> in a file of <c>key number</c> lines; 0 when it is not there.</summary>
    public static long Field(string? text, string key)
    {
        foreach (string line in text?.Split('\n') ?? [])
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] == ' ')
            {
                return long.Parse(line.AsSpan(key.Length + 1), System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
