using System.Globalization;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.Linux;

namespace Berth.Engine.Containers.Mounting;

/// <summary>What a bind with <c>shared</c> or <c>slave</c> asks of the mount that its source lies on: that it takes part (mount_namespaces(7)).</summary>
internal static class PropagationRules
{
    private const int MountIdField = 0;
    private const int MountPointField = 4;
    private const int FirstOptionalField = 6;

    /// <exception cref="ContainerFailedException">It does not.</exception>
    public static void Check(ContainerMount mount)
    {
        if (mount.Kind != ContainerMountKind.Bind || mount.Propagation is not ("shared" or "rshared" or "slave" or "rslave"))
        {
            return;
        }

        string id = MountId(mount.Source);
        string[] fields = File.ReadLines("/proc/self/mountinfo").Select(static line => line.Split(' ')).FirstOrDefault(f => f[MountIdField] == id)
            ?? throw new ContainerFailedException($"path {mount.Source} is on no mount that can be seen");
        string[] optional = [.. fields.Skip(FirstOptionalField).TakeWhile(static f => f != "-")];
        bool shared = optional.Any(static f => f.StartsWith("shared:", StringComparison.Ordinal));
        bool slave = optional.Any(static f => f.StartsWith("master:", StringComparison.Ordinal));
        if (!shared && (mount.Propagation is "shared" or "rshared" || !slave))
        {
            string wanted = mount.Propagation is "shared" or "rshared" ? "shared" : "shared or slave";
            throw new ContainerFailedException($"path {mount.Source} is mounted on {fields[MountPointField]} but it is not a {wanted} mount");
        }
    }

    // proc(5), /proc/PID/fdinfo: the mount that a file was opened through.
    private static string MountId(string path)
    {
        using Fd file = Fd.Open(path, OpenFlags.O_PATH);
        string name = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{file.Number}");
        return File.ReadLines(name).First(static line => line.StartsWith("mnt_id:", StringComparison.Ordinal))["mnt_id:".Length..].Trim();
    }
}
