using System.Globalization;
using System.Net.Sockets;
using Berth.Engine.Users;
using Berth.Linux;

namespace Berth.Daemon.Hosting;

/// <summary>
/// The daemon's listening Unix sockets. A socket is bound under a name of its own, given its mode, and then renamed to the name
/// that clients use: it is never there with the wrong mode, and a socket that a killed daemon left behind is replaced in one step.
/// </summary>
internal static class UnixListener
{
    private const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>The group that may use the socket where the options name none and the host has one: docker's.</summary>
    private const string DefaultGroup = "docker";

    /// <summary>chown(2): leave it as it is.</summary>
    private const uint Unchanged = uint.MaxValue;

    /// <exception cref="IOException">Another daemon answers on <paramref name="endpoint"/>, or there is no such group.</exception>
    public static Socket Bind(UnixDomainSocketEndPoint endpoint, string? group)
    {
        string path = endpoint.ToString()!;
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
        {
            Directory.CreateDirectory(directory);
        }

        RefuseIfServed(path);
        RemoveLeftovers(path);
        string temporary = $"{path}.{Environment.ProcessId}";
        File.Delete(temporary);
        uint? owner = GroupId(group);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(temporary));
        File.SetUnixFileMode(temporary, OwnerAndGroup);
        if (owner is { } gid)
        {
            using Fd parent = Fd.Open(Path.GetDirectoryName(temporary)!, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            parent.SetOwner(Path.GetFileName(temporary), Unchanged, gid);
        }

        File.Move(temporary, path, overwrite: true);
        return socket;
    }

    /// <summary>Names that daemons have bound that were killed before they renamed them.</summary>
    internal static void RemoveLeftovers(string path)
    {
        foreach (string left in Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{Path.GetFileName(path)}.*"))
        {
            // The pattern fits the name itself too, which may have no dot.
            if (int.TryParse(Path.GetExtension(left.AsSpan()).TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out int process) && !Directory.Exists($"/proc/{process}"))
            {
                File.Delete(left);
            }
        }
    }

    private static uint? GroupId(string? asked)
    {
        string groups = File.Exists("/etc/group") ? File.ReadAllText("/etc/group") : "";
        GroupEntry? entry = GroupFile.Parse(groups).Entries.FirstOrDefault(g => g.Name == (asked ?? DefaultGroup));
        return entry is null && asked is not null
            ? throw new IOException($"group {asked} not found")
            : entry?.Gid;
    }

    private static void RefuseIfServed(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            return; // nobody listens: a leftover
        }

        throw new IOException($"can't create unix socket {path}: another daemon is listening on it");
    }
}
