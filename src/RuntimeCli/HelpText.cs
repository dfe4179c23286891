namespace Berth.RuntimeCli;

internal static class HelpText
{
    public const string Full = """
        berth-runtime: an OCI runtime (runtime-spec 1.3)

        Usage: berth-runtime [--root DIR] [--log FILE] [--log-format text|json] [--debug] [--rootless true|false|auto] COMMAND [OPTIONS]

        Commands:
          create   [-b BUNDLE] [--pid-file FILE] [--console-socket SOCKET] [--preserve-fds N] [--no-pivot] [--no-new-keyring] [--plan] ID
          run      as create, with [-d] [--keep]
          start    ID
          state    ID
          exec     [-d] [-t] [-p PROCESS.json] [-u UID[:GID]] [-e NAME=VALUE] [--cwd DIR] [--cap CAP] [--additional-gids GID]
                   [--no-new-privs] [--ignore-paused] [--pid-file FILE] [--console-socket SOCKET] [--preserve-fds N] ID COMMAND...
          kill     [-a] ID [SIGNAL]
          delete   [-f] ID
          pause    ID
          resume   ID
          update   [-r FILE|-] [--memory SIZE] [--memory-swap SIZE] [--memory-reservation SIZE] [--cpu-share N] [--cpu-quota US]
                   [--cpu-period US] [--cpu-burst US] [--cpu-rt-runtime US] [--cpu-rt-period US] [--cpu-idle 0|1] [--cpuset-cpus LIST]
                   [--cpuset-mems LIST] [--pids-limit N] [--blkio-weight N] ID
          events   [--stats] [--interval DURATION] ID
          list     [-q] [-f table|json]
          ps       [-f table|json] ID
          spec     [-b DIR] [--rootless]
          features
          monitor  supervises a container for berthd

        """;
}
