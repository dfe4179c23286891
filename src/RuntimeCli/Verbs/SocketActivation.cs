using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>Sockets that a service manager opened for this process are the container's (sd_listen_fds(3)).</summary>
internal static class SocketActivation
{
    /// <summary>How many; they come before those of <c>--preserve-fds</c>.</summary>
    public static int Count()
    {
        return Number("LISTEN_PID") == Environment.ProcessId ? Math.Max(Number("LISTEN_FDS"), 0) : 0;
    }

    /// <summary>Told to the container's process, which is number 1.</summary>
    public static Spec PassOn(Spec spec, int count) => count == 0 || spec.Process is null ? spec : spec with
    {
        Process = spec.Process with
        {
            Env = [.. spec.Process.Env ?? [], string.Create(CultureInfo.InvariantCulture, $"LISTEN_FDS={count}"), "LISTEN_PID=1"],
        },
    };

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
}
