using Berth.Engine.Users;
using Berth.Linux;
using Berth.Linux.Netlink;

namespace Berth.Engine.Containers.Starting;

/// <summary>
/// The user namespace that a container is about to start in. The container keeps it; the file is there for the start only, and goes
/// when this is disposed of.
/// </summary>
internal sealed class UserNamespace(string path, IdRemap remap, Fd? network, bool isOwn) : IDisposable
{
    /// <summary>The file that stands for it.</summary>
    public string Path => path;

    public IdRemap Remap => remap;

    /// <summary>A network namespace that it owns, for the network to be wired up in; null where it joins another's.</summary>
    public Fd? Network => network;

    public void Dispose()
    {
        network?.Dispose();
        if (isOwn)
        {
            NetworkNamespace.Unpin(path);
        }
    }
}
