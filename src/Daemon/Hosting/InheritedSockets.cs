using System.Globalization;
using Berth.Engine.Configuration;
using Berth.Linux;

namespace Berth.Daemon.Hosting;

/// <summary>
/// The listening sockets that systemd hands over (<c>-H fd://</c>): <c>LISTEN_FDS</c> of them, from descriptor 3 on, for the process
/// <c>LISTEN_PID</c>. Source: sd_listen_fds(3).
/// </summary>
internal sealed class InheritedSockets(IReadOnlyList<InheritedSocket> sockets) : IDisposable
{
    private const int First = 3;

    public IReadOnlyList<InheritedSocket> Sockets { get; } = sockets;

    /// <summary>Those that the options ask for; none where they do not.</summary>
    /// <exception cref="IOException">One that is asked for is not there, or would be open to the network without certificates.</exception>
    public static InheritedSockets Take(DaemonOptions options)
    {
        string[] asked = [.. options.Hosts.Select(h => h.Inherited).OfType<string>()];
        if (asked.Length == 0)
        {
            return new InheritedSockets([]);
        }

        int count = Count(Environment.GetEnvironmentVariable("LISTEN_PID"), Environment.GetEnvironmentVariable("LISTEN_FDS"));
        if (count == 0)
        {
            throw new IOException("failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd");
        }

        var taken = new InheritedSockets([.. Numbers(asked, count).Select(Take)]);
        if (taken.Sockets.Any(s => s.IsNetwork) && options is { Tls: not { VerifiesClients: true }, AllowInsecureTcp: false })
        {
            taken.Dispose();
            throw new IOException(DaemonOptions.InsecureMessage("fd://"));
        }

        return taken;
    }

    public void Dispose()
    {
        foreach (InheritedSocket socket in Sockets)
        {
            socket.Dispose();
        }
    }

    /// <summary>How many there are for this process.</summary>
    internal static int Count(string? process, string? count) =>
        process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 1024
            ? number
            : 0;

    /// <summary>Descriptors by what <c>fd://</c> says: a number, or nothing for all of them.</summary>
    internal static IReadOnlyList<int> Numbers(IReadOnlyList<string> asked, int count)
    {
        if (asked.Contains(""))
        {
            return [.. Enumerable.Range(First, count)];
        }

        int[] numbers = [.. asked.Select(a => int.Parse(a, CultureInfo.InvariantCulture)).Distinct()];
        int missing = Array.Find(numbers, n => n >= First + count);
        return missing == 0 ? numbers : throw new IOException($"failed to load listeners: too few socket activated files passed in by systemd: no {missing}");
    }

    /// <summary>A copy that no program gets which the daemon starts; what systemd left open to them is closed.</summary>
    private static InheritedSocket Take(int number)
    {
        using var original = new Fd(number);
        return new InheritedSocket(original.Duplicate());
    }
}
