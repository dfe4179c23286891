using System.Globalization;
using System.Text;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Execute;

/// <summary>newuidmap(1), newgidmap(1): set-user-ID programs that write maps of the IDs that /etc/subuid and /etc/subgid give a user.</summary>
internal static class MappingTool
{
    private const int MostComplaint = 1024;

    public static void Run(string name, int pid, IReadOnlyList<LinuxIdMapping> maps)
    {
        string path = Find(name) ?? throw new RuntimeException(
            $"{name}: executable file not found in $PATH: a user who is not root needs it to map more than himself");
        using Fd complaints = MemoryFile.Create("stderr");
        int child = new Spawn
        {
            Path = path,
            Arguments = [name, Text(pid), .. maps.SelectMany(m => new[] { Text(m.ContainerId), Text(m.HostId), Text(m.Size) })],
            Descriptors = [-1, -1, complaints.Number],
        }.Start();
        if (ChildProcess.Wait(child) is not 0 and int status)
        {
            byte[] said = MemoryFile.ReadAll(complaints);
            string text = Encoding.UTF8.GetString(said, 0, Math.Min(said.Length, MostComplaint)).Trim().Replace('\n', ' ');
            throw new RuntimeException(string.Create(CultureInfo.InvariantCulture, $"{name}: exit status {status}: {text}"));
        }
    }

    // Absolute directories only: a program with powers is not taken from wherever this one was started.
    private static string? Find(string name)
    {
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':'))
        {
            if (directory.StartsWith('/') && File.Exists($"{directory}/{name}"))
            {
                return $"{directory}/{name}";
            }
        }

        return null;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
