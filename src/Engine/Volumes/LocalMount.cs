using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Berth.Engine.Errors;
using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>Mounts what the options of a volume name on its directory, and says in docker's words why it cannot.</summary>
internal static class LocalMount
{
    /// <exception cref="ContainerFailedException">The kernel refused, or the server's name is unknown.</exception>
    public static void Mount(LocalOptions options, string target)
    {
        (ulong flags, ulong propagation, string data) = MountFlags.Parse(Resolved(options));
        try
        {
            PlainMount.Mount(options.Device, target, options.Type, flags, propagation, data);
        }
        catch (LinuxException e)
        {
            string shown = flags == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", flags: 0x{flags:x}");
            throw new ContainerFailedException(
                $"failed to mount local volume: mount {options.Device}:{target}{shown}{(data.Length == 0 ? "" : $", data: {data}")}: {LinuxException.Text(e.Errno)}",
                e);
        }
    }

    /// <summary>The kernel's network filesystems take addresses only: a name in <c>addr</c> is looked up now.</summary>
    private static string Resolved(LocalOptions options)
    {
        if (options.Type is not ("nfs" or "nfs4" or "cifs"))
        {
            return options.MountOptions;
        }

        string[] words = options.MountOptions.Split(',');
        int at = Array.FindIndex(words, static w => w.StartsWith("addr=", StringComparison.Ordinal));
        if (at < 0 || IPAddress.TryParse(words[at]["addr=".Length..], out _))
        {
            return options.MountOptions;
        }

        words[at] = $"addr={Lookup(words[at]["addr=".Length..])}";
        return string.Join(',', words);
    }

    private static IPAddress Lookup(string name)
    {
        try
        {
            IPAddress[] found = System.Net.Dns.GetHostAddresses(name);
            return found.FirstOrDefault(static a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new ContainerFailedException($"error resolving passed in network volume address: lookup {name}: no such host", e);
        }
    }
}
