namespace Berth.Dns.Names;

/// <summary>
/// Where names are. berthd writes, by renaming into place; the monitors of the containers read, whenever a file is another than last time.
/// They are needed for as long as containers run, and go with them at a reboot.
/// <code>
/// EXEC_ROOT/network/dns/
///     containers/ID    a container's <see cref="ContainerNames"/>
///     names/ID         the <see cref="NameTable"/> of a network
/// </code>
/// </summary>
public static class NameFiles
{
    public static string ContainersDirectory(string root) => Path.Combine(root, "containers");

    public static string NetworksDirectory(string root) => Path.Combine(root, "names");

    /// <param name="root"><c>EXEC_ROOT/network/dns</c></param>
    /// <param name="id">The container's ID.</param>
    public static string Container(string root, string id) => Path.Combine(ContainersDirectory(root), id);

    /// <param name="root"><c>EXEC_ROOT/network/dns</c></param>
    /// <param name="id">The network's ID.</param>
    public static string Network(string root, string id) => Path.Combine(NetworksDirectory(root), id);
}
