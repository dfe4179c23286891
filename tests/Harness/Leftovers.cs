namespace Berth.Harness;

/// <summary>What a daemon may leave on the machine: mounts (network namespaces are mounts too) and processes below its root.</summary>
public static class Leftovers
{
    /// <summary>One line for each thing that is still there.</summary>
    public static string[] Below(string root) => [.. Mounts(root).Select(m => $"mount {m}"), .. Processes(root).Select(p => $"process {p}")];

    /// <summary>Ends the processes, unmounts and deletes: for after a failure, so that one test does not spoil the next.</summary>
    public static async Task RemoveBelowAsync(string root)
    {
        foreach (int id in Processes(root))
        {
            await Command.RunAsync("kill", ["-KILL", $"{id}"]);
        }

        foreach (string mount in Mounts(root).Reverse())
        {
            await Command.RunAsync("umount", ["-l", mount]);
        }

        (await Command.RunAsync("rm", ["-rf", "--one-file-system", root])).Succeeded();
    }

    private static IEnumerable<string> Mounts(string root) =>
        File.ReadLines("/proc/self/mountinfo")
            .Select(line => line.Split(' ')[4])
            .Where(point => point.StartsWith(root + "/", StringComparison.Ordinal));

    /// <summary>Processes with the root in their arguments: monitors and daemons name it.</summary>
    private static List<int> Processes(string root)
    {
        var found = new List<int>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out int id) && id != Environment.ProcessId && Arguments(id).Contains(root + "/", StringComparison.Ordinal))
            {
                found.Add(id);
            }
        }

        return found;
    }

    private static string Arguments(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
