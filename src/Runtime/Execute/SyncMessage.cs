using System.Runtime.InteropServices;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>
/// What the child says to its parent, one packet a message on a SOCK_SEQPACKET pair that execve closes:
/// <code>
/// child                                            parent
///   Console (+ the pty's master, SCM_RIGHTS)  ──▶
///   Prepare                                   ──▶  identity maps, limits, sources: what the child may not do itself
///                                             ◀──  one byte and a descriptor for each source; one byte: go on
///   Devices                                   ──▶  interfaces are moved into its network namespace
///                                             ◀──  one byte: go on
///   Hooks                                     ──▶  prestart and createRuntime hooks are run
///                                             ◀──  one byte: go on
///   ⟨createContainer hooks run in the child⟩
///   Successor (+ itself, SCM_RIGHTS)          ──▶  the child has ended, another one goes on in its place
///   Seccomp (number of the filter's descriptor, ──▶  the agent gets a copy of it
///            or itself, SCM_RIGHTS)           ◀──  one byte: go on
///   Created                                   ──▶  the container is created, and written down
///                                             ◀──  one byte: written down (a container that waits for anybody)
///                                             ◀──  one byte: start        (an exec that waits for its parent)
///   ⟨accept on the start socket; the rest goes to who connected⟩          (a container that waits for anybody)
///   ⟨startContainer hooks run in the child⟩
///   Executing                                 ──▶
///   ⟨end of file: execve has succeeded⟩       ──▶  running
/// or at any point
///   Failed (operation, errno; of a hook also  ──▶  the child exits
///           its complaints, SCM_RIGHTS)
/// </code>
/// An end of file without Executing before it is the death of the child.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SyncMessage
{
    public SyncKind Kind;

    /// <summary>Of <see cref="SyncKind.Failed"/>: the index in the plan. Of <see cref="SyncKind.Seccomp"/>: the descriptor's number.</summary>
    public int Operation;

    /// <summary>Of <see cref="SyncKind.Failed"/>: an errno, or how a hook ended (<see cref="HookEnded"/>, <see cref="HookTimedOut"/>).</summary>
    public int Errno;

    /// <summary>Of <see cref="SyncKind.Failed"/>: for who has no plan, as the <c>start</c> verb.</summary>
    public OpCode Code;

    /// <summary>Of a hook: its place among those of its point.</summary>
    public int Number;

    /// <summary>Added to the wait status of a hook that has failed, to tell it from an errno.</summary>
    public const int HookEnded = 0x10000;

    /// <summary>A hook had to be killed.</summary>
    public const int HookTimedOut = 0x20000;
}

internal enum SyncKind
{
    None,
    Console,
    Prepare,
    Hooks,
    Created,
    Executing,
    Failed,
    Successor,
    Seccomp,
    Devices,
}
