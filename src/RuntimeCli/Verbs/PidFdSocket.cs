using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>The socket of <c>--pidfd-socket</c>, which gets a pidfd of the new process (SCM_RIGHTS), as runc 1.2 sends it.</summary>
internal static class PidFdSocket
{
    /// <summary>With a container's init.</summary>
    public static ReadOnlySpan<byte> Init => "standard"u8;

    /// <summary>With a process added to a container.</summary>
    public static ReadOnlySpan<byte> Exec => "setns"u8;

    /// <summary>Null where none was asked for.</summary>
    public static Fd? Connect(string? socket) => string.IsNullOrEmpty(socket) ? null : UnixSocket.Connect(socket);

    public static void Send(Fd? connection, ReadOnlySpan<byte> kind, ContainerProcess process)
    {
        if (connection is not null)
        {
            UnixSocket.Send(connection, kind, process.PidFd);
        }
    }
}
