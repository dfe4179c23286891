using System.Net.Sockets;
using Berth.Cli.CommandLine;
using Berth.EngineApi.Http;

namespace Berth.Cli.Server;

/// <summary>
/// <c>system dial-stdio</c>: the daemon's socket on standard input and output, for a client on another host that came here by ssh. The end of
/// the input closes that half of the connection; the end of the output ends the command.
/// </summary>
internal static class DialStdio
{
    public static Command Define() => new("dial-stdio", "Connect standard input and output with the daemon, for a client elsewhere")
    {
        IsHidden = true,
        Run = (context, _) => Run(context),
    };

    private static int Run(CliContext context)
    {
        using var connection = context.Endpoint.Connect();
        var input = new Thread(() => Send(context.Streams.In, connection)) { IsBackground = true };
        input.Start();
        var buffer = new byte[32 << 10];
        try
        {
            while (connection.Read(buffer) is > 0 and var read)
            {
                context.Streams.Out.Write(buffer.AsSpan(0, read));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // A daemon that closes with our input still unread resets: all its output has been delivered by then.
        }

        return 0;
    }

    private static void Send(Stream input, EngineTransport connection)
    {
        var buffer = new byte[32 << 10];
        try
        {
            while (input.Read(buffer) is > 0 and var read)
            {
                connection.Write(buffer.AsSpan(0, read));
            }

            connection.CloseWrite();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The daemon has gone: reading from it ends, too.
        }
    }
}
