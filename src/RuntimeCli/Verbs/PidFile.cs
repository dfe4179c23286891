using System.Globalization;
using System.Text;
using Berth.Linux;

namespace Berth.RuntimeCli.Verbs;

/// <summary>The file of <c>--pid-file</c>: the bare number, renamed into place so that nobody reads half of one.</summary>
internal static class PidFile
{
    public static void Write(string? path, int pid)
    {
        if (string.IsNullOrEmpty(path))
        {
            return;
        }

        string temporary = $"{Path.GetDirectoryName(Path.GetFullPath(path))}/.{Path.GetFileName(path)}";
        using (Fd file = Fd.Open(temporary, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, 0x1a4))
        {
            file.Write(Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture)));
        }

        File.Move(temporary, path, overwrite: true);
    }
}
