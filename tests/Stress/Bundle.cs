namespace Berth.Stress;

/// <summary>A container of the ordinary kind, with a program of a few instructions.</summary>
internal static class Bundle
{
    public static string Write(string directory, string name)
    {
        string bundle = $"{directory}/bundle-{name}";
        string root = $"{bundle}/rootfs";
        foreach (string place in (string[])["proc", "dev", "sys", "tmp"])
        {
            Directory.CreateDirectory($"{root}/{place}");
        }

        File.Copy($"{directory}/program", $"{root}/program");
        File.WriteAllText($"{bundle}/config.json", Template.Replace("CGROUP", $"/{Path.GetFileName(directory)}/{name}", StringComparison.Ordinal));
        return bundle;
    }

    private const string Template =
        """
        {
          "ociVersion": "1.2.0",
          "process": {
            "user": { "uid": 0, "gid": 0 }, "args": [ "/program" ], "env": [ "PATH=/bin" ], "cwd": "/", "noNewPrivileges": true,
            "capabilities": { "bounding": [ "CAP_KILL" ], "effective": [ "CAP_KILL" ], "permitted": [ "CAP_KILL" ] }
          },
          "root": { "path": "rootfs" },
          "hostname": "stress",
          "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": [ "nosuid", "mode=755", "size=65536k" ] },
            { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": [ "nosuid", "noexec", "newinstance", "ptmxmode=0666" ] },
            { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": [ "nosuid", "noexec", "nodev", "ro" ] }
          ],
          "linux": {
            "cgroupsPath": "CGROUP",
            "namespaces": [ { "type": "pid" }, { "type": "network" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" } ],
            "maskedPaths": [ "/proc/kcore", "/proc/keys", "/proc/scsi" ],
            "readonlyPaths": [ "/proc/bus", "/proc/sys" ]
          }
        }
        """;
}
