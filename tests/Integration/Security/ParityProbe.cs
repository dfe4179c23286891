using System.Text.RegularExpressions;
using Berth.Harness;

namespace Berth.Integration.Security;

/// <summary>
/// What a program finds out about the container that it runs in, a line a fact: identity, capabilities, filter, limits, mounts, devices,
/// environment, cgroups, kernel parameters, hidden and read-only paths, and how each system call comes out.
/// </summary>
internal static partial class ParityProbe
{

    private static readonly HashSet<string> s_masked =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    private const string Script = """
        grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp|Speculation|Umask|Cpus_allowed_list|Mems_allowed_list)' /proc/self/status | tr '\t' ' ' | sed 's/^/status /'
        awk '{ $1=$1; print "limit " $0 }' /proc/self/limits
        echo "oom_score_adj $(cat /proc/self/oom_score_adj)"
        awk '$2 == "/" { print "mount / " $3; next } $2 == "/probe" || $2 ~ "^/etc/" { print "mount " $2 " " substr($4, 1, 2); next } { print "mount " $2 " " $3 " " $4 }' /proc/mounts
        find /dev | sort | while read f; do stat -c 'dev %n %F %a %u:%g %t:%T' $f; done
        for l in fd stdin stdout stderr core ptmx; do echo "link /dev/$l $(readlink /dev/$l)"; done
        env | sort | sed 's/^/env /'
        sed 's/^/cgroup /' /proc/self/cgroup
        for s in net/ipv4/ip_unprivileged_port_start net/ipv4/ping_group_range net/ipv4/ip_forward kernel/shmmax kernel/msgmax kernel/sem fs/mqueue/msg_max kernel/domainname; do echo "sysctl $s $(cat /proc/sys/$s 2>&1 | tr '\t' ' ')"; done
        for p in /proc/acpi /proc/kcore /proc/keys /proc/timer_list /proc/sched_debug /proc/scsi /sys/firmware /proc/interrupts /proc/latency_stats /proc/asound /sys/devices/virtual/powercap; do if [ -d $p ]; then echo "hidden $p $(ls -A $p | wc -l) entries"; elif [ -e $p ]; then echo "hidden $p $(head -c 100 $p 2>/dev/null | wc -c) bytes"; else echo "hidden $p absent"; fi; done
        for p in /proc/sys/kernel/hostname /proc/sysrq-trigger /proc/irq/default_smp_affinity /proc/bus /sys/kernel/mm /sys/fs/cgroup/memory /proc/self/oom_score_adj; do ( : >> $p ) 2>/dev/null && echo "write $p yes" || echo "write $p no"; done
        for n in cgroup ipc mnt net pid user uts time; do echo "ns $n $(readlink /proc/self/ns/$n | tr -d 0-9)"; done
        for d in / /proc /sys /dev /dev/shm /dev/pts /etc /root /tmp; do stat -c "dir $d %a %u:%g" $d; done
        stat -c 'etc %n %a %u:%g' /etc/hosts /etc/hostname /etc/resolv.conf
        ls /sys/class/net | sed 's/^/net /'
        ls /proc/self/fd | sed 's/^/fd /'
        /probe/calls | sed 's/^/call /'
        """;

    // Each call in a process of its own, with -1 for every argument, which none of them takes.
    private const string Calls = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <signal.h>
        #include <stdio.h>
        #include <sys/mman.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <unistd.h>
        int main(void) {
          setvbuf(stdout, 0, _IONBF, 0);
          int *result = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
          for (int nr = 0; nr < 450; nr++) {
            if (nr >= 56 && nr <= 58) continue; /* clone, fork, vfork return twice */
            *result = -1;
            pid_t pid = fork();
            if (pid == 0) {
              close(0); close(1); close(2);
              long r = syscall(nr, -1L, -1L, -1L, -1L, -1L, -1L);
              *result = r < 0 ? errno : 0;
              _exit(0);
            }
            int status, done = 0;
            for (int i = 0; i < 200 && !done; i++) {
              done = waitpid(pid, &status, WNOHANG) == pid;
              if (!done) { struct timespec t = {0, 2000000}; nanosleep(&t, 0); }
            }
            if (!done) { kill(pid, SIGKILL); waitpid(pid, &status, 0); }
            printf("%d %s\n", nr, *result == EPERM ? "EPERM" : *result == ENOSYS ? "ENOSYS" : "let through");
          }
        }
        """;

    /// <summary>Writes the probe into a directory that is mounted as /probe.</summary>
    public static async Task BuildAsync(string directory)
    {
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "probe.sh"), Script);
        (await Command.RunAsync("cc", ["-O1", "-static", "-xc", "-", "-o", Path.Combine(directory, "calls")], Calls)).Succeeded();
    }

    /// <summary>The facts of a container with these options.</summary>
    public static async Task<HashSet<string>> RunAsync(Daemon daemon, string directory, IEnumerable<string> options)
    {
        CommandResult result = await daemon.RunAsync(
            ["run", "--rm", "--network", "none", "--hostname", "parity", "-v", $"{directory}:/probe:ro", .. options, Daemon.Busybox, "sh", "/probe/probe.sh"]);
        return [.. result.Succeeded().Lines.Select(Normal)];
    }

    private static string Normal(string line)
    {
        // The engine's own parent of cgroups, and the container's ID, are its name and not a right.
        line = CgroupName().Replace(line.TrimEnd('\r'), "/PARENT/ID");
        string[] words = line.Split(' ');
        return words is ["mount", var path, ..] && s_masked.Contains(path) ? $"mount {path} hidden" : line;
    }

    [GeneratedRegex("/(docker|berth)/[0-9a-f]{64}")]
    private static partial Regex CgroupName();
}
