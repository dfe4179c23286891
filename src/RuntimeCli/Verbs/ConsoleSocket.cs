using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>The socket of <c>--console-socket</c>, which gets the master of the container's terminal (SCM_RIGHTS).</summary>
internal static class ConsoleSocket
{
    /// <summary>A process that this one will not stay with needs somebody to take its terminal; one without has none to give.</summary>
    public static void RequireFitting(bool terminal, bool detached, string? socket)
    {
        if (terminal && detached && socket is null)
        {
            throw new RuntimeException("cannot allocate tty if runc will detach without setting console socket");
        }

        if (socket is not null && (!terminal || !detached))
        {
            throw new RuntimeException("cannot use console socket if runc will not detach or allocate tty");
        }
    }

    /// <summary>Null where none was asked for. Before anything is made: a socket that is not there is the first thing to say.</summary>
    public static Fd? Connect(string? socket) => string.IsNullOrEmpty(socket) ? null : UnixSocket.Connect(socket);

    public static void Send(Fd? connection, Fd? master)
    {
        if (connection is not null && master is not null)
        {
            UnixSocket.Send(connection, "/dev/pts/ptmx"u8, master);
        }
    }
}
