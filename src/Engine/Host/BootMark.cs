namespace Berth.Engine.Host;

/// <summary>
/// Which boot of the host the exec root is of. It usually lies on a tmpfs and is gone after a reboot; where it is not, the runtime's states
/// in it name processes by numbers that are others' by now.
/// <code>
/// EXEC_ROOT/boot-id       /proc/sys/kernel/random/boot_id as it was when the daemon last started (random(4))
/// </code>
/// </summary>
internal static class BootMark
{
    private const string Current = "/proc/sys/kernel/random/boot_id";
    private const string Name = "boot-id";

    /// <summary>Notes the current boot; forgets the runtime's states where they are of an earlier one. Nothing is killed for them.</summary>
    public static void Renew(EnginePaths paths) => Renew(paths, File.ReadAllText(Current).Trim());

    /// <inheritdoc cref="Renew(EnginePaths)"/>
    internal static void Renew(EnginePaths paths, string boot)
    {
        string mark = Path.Combine(paths.ExecRoot, Name);
        string? noted = File.Exists(mark) ? File.ReadAllText(mark) : null;
        if (noted == boot)
        {
            return;
        }

        if (noted is not null && Directory.Exists(paths.RuntimeRoot))
        {
            foreach (string state in Directory.GetDirectories(paths.RuntimeRoot))
            {
                Directory.Delete(state, recursive: true);
            }
        }

        File.WriteAllText(mark, boot);
    }
}
