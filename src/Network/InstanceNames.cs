using System.Security.Cryptography;
using System.Text;

namespace Berth.Network;

/// <summary>
/// What a daemon calls its things in the kernel. The daemon on the default exec root has the plain names; another gets a hash of its
/// exec root into them, so that daemons run side by side and each finds its own things again.
/// </summary>
/// <param name="Bridge">Interface name of the default bridge, at most 15 bytes.</param>
/// <param name="Table">Name of the nftables table in the inet family.</param>
internal sealed record InstanceNames(string Bridge, string Table)
{
    public static InstanceNames For(string execRoot)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(execRoot));
        if (path == NetworkOptions.DefaultExecRoot)
        {
            return new InstanceNames("berth0", "berth");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 4));
        return new InstanceNames($"br-{hash}", $"berth-{hash}");
    }
}
