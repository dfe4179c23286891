namespace Berth.RuntimeCli;

internal static class HelpText
{
    public const string Full = """
        berth-runtime: an OCI runtime (runtime-spec 1.3)

        Usage: berth-runtime [GLOBAL OPTIONS] COMMAND [OPTIONS]

        Global options:
          --root DIR                  where the states of containers live
          --log FILE                  where the log goes (default: standard error)
          --log-format text|json
          --debug                     the log tells each step
          --rootless true|false|auto  whether cgroups may be out of reach
          --version, -v
          --help, -h

        Commands:
          create   [-b BUNDLE] [--pid-file FILE] [--console-socket SOCKET] [--pidfd-socket SOCKET]
                   [--preserve-fds N] [--no-pivot] [--no-new-keyring] [--plan] ID
          run      as create, with [-d] [--keep] [--no-subreaper], without [--plan]
          start    ID
          state    ID
          exec     [-d] [-t] [-p PROCESS.json] [-u UID[:GID]] [-e NAME=VALUE] [--cwd DIR] [--cap CAP] [--additional-gids GID]
                   [--no-new-privs] [--apparmor PROFILE] [--process-label LABEL] [--ignore-paused] [--pid-file FILE]
                   [--console-socket SOCKET] [--pidfd-socket SOCKET] [--preserve-fds N] ID COMMAND...
          kill     [-a] ID [SIGNAL]
          delete   [-f] ID
          pause    ID
          resume   ID
          update   [-r FILE|-] [--memory SIZE] [--memory-swap SIZE] [--memory-reservation SIZE] [--cpu-share N] [--cpu-quota US]
                   [--cpu-period US] [--cpu-burst US] [--cpu-rt-runtime US] [--cpu-rt-period US] [--cpu-idle 0|1] [--cpuset-cpus LIST]
                   [--cpuset-mems LIST] [--pids-limit N] [--blkio-weight N] ID
          events   [--stats] [--interval DURATION] ID
          list     [-q] [-f table|json]
          ps       [-f table|json] ID [OPTIONS of ps(1)]
          spec     [-b DIR] [--rootless]
          features
          monitor  supervises a container for berthd
          namespaces
                   makes a user namespace for berthd

        """;

    /// <summary>Of one command: its own lines.</summary>
    public static string Of(string verb)
    {
        string[] lines = Full.Split('\n');
        int first = Array.FindIndex(lines, l => l.StartsWith($"  {verb} ", StringComparison.Ordinal) || l == $"  {verb}");
        if (first < 0)
        {
            return Full;
        }

        int next = Array.FindIndex(lines, first + 1, l => !l.StartsWith("     ", StringComparison.Ordinal));
        return $"Usage: berth-runtime {string.Join('\n', lines[first..next]).TrimStart()}\n";
    }
}
