using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Linux;

namespace Berth.Integration.Runtime;

/// <summary>
/// A seccomp agent (seccomp_unotify(2)): takes one filter's descriptor from a runtime, answers "done" to every call of one number and lets
/// the others pass.
/// </summary>
internal sealed partial class SeccompAgentProbe : IDisposable
{
    private const nuint SECCOMP_IOCTL_NOTIF_RECV = 0xc0502100;
    private const nuint SECCOMP_IOCTL_NOTIF_SEND = 0xc0182101;
    private const uint SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SeccompAgentProbe(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
    }

    /// <summary>Serves one filter until its last process has ended.</summary>
    /// <param name="faked">Number of the call that is answered with 0 and not carried out.</param>
    /// <returns>What the runtime said about the process.</returns>
    public async Task<JsonNode> ServeAsync(int faked, CancellationToken cancel)
    {
        using Socket connection = await _listener.AcceptAsync(cancel);
        return await Task.Run(
            () =>
            {
                using var socket = new Fd((int)connection.Handle);
                byte[] message = new byte[64 * 1024];
                int length = UnixSocket.Receive(socket, message, out Fd? filter);
                int rest = UnixSocket.Receive(socket, message.AsSpan(length), out _);
                socket.SetHandleAsInvalid();
                using (filter)
                {
                    Answer(filter!.Number, faked);
                }

                return rest == 0 ? JsonNode.Parse(Encoding.UTF8.GetString(message, 0, length))! : throw new IOException("more than one message");
            },
            cancel);
    }

    public void Dispose() => _listener.Dispose();

    private static unsafe void Answer(int filter, int faked)
    {
        // struct seccomp_notif: u64 id, u32 pid, u32 flags, then struct seccomp_data, which begins with the call's number.
        byte* asked = stackalloc byte[80];
        while (true)
        {
            new Span<byte>(asked, 80).Clear();
            var descriptor = new PollFd { Fd = filter, Events = 1 };
            if (poll(&descriptor, 1, -1) < 0)
            {
                continue; // EINTR
            }

            if ((descriptor.Returned & 1) == 0)
            {
                return; // The last process has ended.
            }

            if (ioctl(filter, SECCOMP_IOCTL_NOTIF_RECV, asked) < 0)
            {
                continue; // EINTR; ENOENT: a signal took the asker out of its call.
            }

            bool fake = *(int*)(asked + 16) == faked;
            var answer = new Response { Id = *(ulong*)asked, Flags = fake ? 0 : SECCOMP_USER_NOTIF_FLAG_CONTINUE };
            _ = ioctl(filter, SECCOMP_IOCTL_NOTIF_SEND, &answer);
        }
    }

    [LibraryImport("libc")]
    private static unsafe partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc")]
    private static unsafe partial int poll(PollFd* descriptors, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    // struct seccomp_notif_resp.
    [StructLayout(LayoutKind.Sequential)]
    private struct Response
    {
        public ulong Id;
        public long Value;
        public int Error;
        public uint Flags;
    }
}
