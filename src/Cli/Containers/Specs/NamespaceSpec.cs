namespace Berth.Cli.Containers.Specs;

/// <summary>What <c>--pid</c>, <c>--uts</c>, <c>--userns</c> and <c>--cgroupns</c> may be; the daemon judges <c>--ipc</c>.</summary>
internal static class NamespaceSpec
{
    private const string Container = "container:";

    /// <exception cref="FormatException">A mode is none.</exception>
    public static void Check(string pid, string uts, string user, string cgroup)
    {
        bool isContainer = pid.StartsWith(Container, StringComparison.Ordinal) && pid.Length > Container.Length;
        Require(pid is "" or "host" || isContainer, "--pid: invalid PID mode");
        Require(uts is "" or "host", "--uts: invalid UTS mode");
        Require(user is "" or "host", "--userns: invalid USER mode");
        Require(cgroup is "" or "host" or "private", "--cgroupns: invalid CGROUP mode");
    }

    private static void Require(bool valid, string message)
    {
        if (!valid)
        {
            throw new FormatException(message);
        }
    }
}
