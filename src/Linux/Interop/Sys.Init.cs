using static Berth.Linux.SyscallNumber;

namespace Berth.Linux;

/// <summary>What process 1 of a container needs: a child, its terminal, its signals and its end.</summary>
public static unsafe partial class Sys
{
    public const int WNOHANG = 1;
    public const int PR_SET_NAME = 15;
    public const uint TIOCSPGRP = 0x5410;

    /// <summary>fork(2): clone(2) with nothing but the signal at the end, so that a filter that looks at clone's flags lets it pass.</summary>
    public static int fork() => (int)Call(SYS_clone, SIGCHLD, 0, 0, 0, 0);

    /// <summary>clone(2) of a sibling: a child of the caller's parent, by the same call as <see cref="fork"/>.</summary>
    public static int fork_sibling() => (int)Call(SYS_clone, (nint)(CLONE_PARENT | SIGCHLD), 0, 0, 0, 0);

    public static int pidfd_open(int pid) => (int)Call(SYS_pidfd_open, pid, 0);

    public static int getpid() => (int)Call(SYS_getpid);

    public static int setpgid(int pid, int group) => (int)Call(SYS_setpgid, pid, group);

    public static int kill(int pid, int signal) => (int)Call(SYS_kill, pid, signal);

    public static int wait4(int pid, int* status, int options) => (int)Call(SYS_wait4, pid, (nint)status, options, 0);

    /// <summary>rt_sigtimedwait(2) without end and without details: the number of a pending signal out of a set.</summary>
    public static int sigwait(ulong signals) => (int)Call(SYS_rt_sigtimedwait, (nint)(&signals), 0, 0, sizeof(ulong));
}
