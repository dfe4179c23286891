using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Validation;

/// <summary>
/// What of a device the container will not have: in a user namespace, which makes no nodes (mknod(2)), it gets the host's, with the
/// permissions and the owner that it has there.
/// </summary>
internal static class DeviceWarnings
{
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111_111;

    public static void Log(LinuxSettings? linux)
    {
        if (linux?.Devices is not { Count: > 0 } devices || (linux.UserNamespace == UserNamespaceKind.Inherited && !RootlessUser.IsRootless))
        {
            return;
        }

        for (int i = 0; i < devices.Count; i++)
        {
            // A named pipe is made, anywhere.
            LinuxDevice device = devices[i];
            if (device.Type != "p" && Without(device) is { Length: > 0 } without)
            {
                RuntimeLog.Warning($"linux.devices[{i}]: {device.Path} is the host's in a user namespace, without effect: {without}");
            }
        }
    }

    private static string Without(LinuxDevice device)
    {
        bool mode = device.FileMode is uint wanted && File.Exists(device.Path)
            && ((UnixFileMode)wanted & Permissions) != File.GetUnixFileMode(device.Path);
        return string.Join(", ", Names(mode, device.Uid is not null, device.Gid is not null));
    }

    private static IEnumerable<string> Names(bool mode, bool user, bool group)
    {
        if (mode)
        {
            yield return "fileMode";
        }

        if (user)
        {
            yield return "uid";
        }

        if (group)
        {
            yield return "gid";
        }
    }
}
