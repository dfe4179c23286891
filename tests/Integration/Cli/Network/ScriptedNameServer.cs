using System.Diagnostics;
using Berth.Harness;

namespace Berth.Integration.Cli.Network;

/// <summary>A name server in another process's network namespace that says 1.2.3.4 to everybody, over UDP and TCP.</summary>
internal sealed class ScriptedNameServer : IDisposable
{
    private const string Script = """
        import socket, struct, sys, threading
        def answer(q):
            end = 12
            while q[end]: end += 1 + q[end]
            end += 5
            return q[:2] + b'\x81\x80\0\1\0\1\0\0\0\0' + q[12:end] + b'\xc0\x0c\0\1\0\1' + struct.pack('>IH', 60, 4) + bytes([1, 2, 3, 4])
        at = (sys.argv[1], 53)
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(at)
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(at)
        listener.listen(16)
        def stream():
            while True:
                client, _ = listener.accept()
                size = struct.unpack('>H', client.recv(2, socket.MSG_WAITALL))[0]
                reply = answer(client.recv(size, socket.MSG_WAITALL))
                client.sendall(struct.pack('>H', len(reply)) + reply)
                client.close()
        threading.Thread(target=stream, daemon=True).start()
        print('ready', flush=True)
        while True:
            question, who = datagrams.recvfrom(4096)
            datagrams.sendto(answer(question), who)
        """;

    private readonly Process _process;

    private ScriptedNameServer(Process process) => _process = process;

    /// <param name="process">Whose namespace.</param>
    /// <param name="address">What it binds.</param>
    public static ScriptedNameServer Start(string process, string address)
    {
        var start = new ProcessStartInfo("nsenter", ["-t", process, "-n", "python3", "-c", Script, address]) { RedirectStandardOutput = true };
        Process server = Process.Start(start) ?? throw new CommandException("nsenter did not start");
        return server.StandardOutput.ReadLine() == "ready" ? new ScriptedNameServer(server) : throw new CommandException("the name server did not start");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
