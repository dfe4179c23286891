using System.Globalization;

namespace Berth.Stress;

/// <summary>A cgroup with too little memory, with this process and all it starts in it; on a v1 host of the memory hierarchy.</summary>
internal sealed class PressureCgroup : IDisposable
{
    private readonly string _directory;
    private readonly string _before;

    private PressureCgroup(string directory, string before)
    {
        _directory = directory;
        _before = before;
    }

    public static PressureCgroup Enter(string name, int megabytes)
    {
        bool old = File.Exists("/sys/fs/cgroup/memory/memory.limit_in_bytes") || File.Exists("/sys/fs/cgroup/memory/cgroup.procs");
        string mount = old ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
        string own = File.ReadLines("/proc/self/cgroup")
            .Select(line => line.Split(':', 3)).First(fields => old ? fields[1] == "memory" : fields[1].Length == 0)[2];
        var cgroup = new PressureCgroup($"{mount}/{name}", mount + own);
        Directory.CreateDirectory(cgroup._directory);
        File.WriteAllText(
            $"{cgroup._directory}/{(old ? "memory.limit_in_bytes" : "memory.max")}",
            ((long)megabytes << 20).ToString(CultureInfo.InvariantCulture));
        Move(cgroup._directory);
        return cgroup;
    }

    public void Dispose()
    {
        Move(_before);
        foreach (string below in Directory.GetDirectories(_directory))
        {
            Directory.Delete(below);
        }

        Directory.Delete(_directory);
    }

    private static void Move(string cgroup) => File.WriteAllText($"{cgroup}/cgroup.procs", "0");
}
