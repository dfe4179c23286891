using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Berth.Integration.Survival;

/// <summary>Asks again as soon as it has an answer, until it is told to stop, and counts.</summary>
internal sealed class UnceasingClient : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _asking;
    private int _answers;

    /// <param name="name">What it asks, for a report.</param>
    /// <param name="ask">One question; throws where the answer is not right, or not there in time.</param>
    public UnceasingClient(string name, Func<CancellationToken, Task> ask)
    {
        Name = name;
        _asking = Task.Run(() => AskAsync(ask));
    }

    public string Name { get; }

    /// <summary>Right answers so far.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Questions that got none.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>A client that keeps one connection to a server that sends back what it gets.</summary>
    public static async Task<UnceasingClient> OnOneConnectionAsync(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        byte[] answer = new byte[64];
        return new UnceasingClient($"one connection to {server}", async cancel =>
        {
            byte[] question = Encoding.ASCII.GetBytes($"{Guid.NewGuid():N}\n");
            await socket.SendAsync(question, cancel);
            for (int got = 0; got < question.Length;)
            {
                int part = await socket.ReceiveAsync(answer.AsMemory(got, question.Length - got), cancel);
                got += part > 0 ? part : throw new IOException("the connection ended");
            }

            if (!answer.AsSpan(0, question.Length).SequenceEqual(question))
            {
                throw new IOException("it answered something else");
            }
        });
    }

    /// <summary>A client that connects for each question, to a server of pages.</summary>
    public static UnceasingClient OnNewConnections(IPEndPoint server)
    {
        byte[] question = "GET / HTTP/1.0\r\n\r\n"u8.ToArray();
        return new UnceasingClient($"new connections to {server}", async cancel =>
        {
            using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server, cancel);
            await socket.SendAsync(question, cancel);
            using var page = new StreamReader(new NetworkStream(socket));
            if (!(await page.ReadToEndAsync(cancel)).Contains("200 OK", StringComparison.Ordinal))
            {
                throw new IOException("no page");
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _stop.Dispose();
    }

    private async Task AskAsync(Func<CancellationToken, Task> ask)
    {
        while (!_stop.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(s_patience);
            try
            {
                await ask(patience.Token);
                Interlocked.Increment(ref _answers);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                Failures.Enqueue($"{Name}, after {Answers} answers: {e.GetType().Name}: {e.Message}");
            }
        }
    }
}
