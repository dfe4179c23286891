using System.Diagnostics;
using System.Security.Cryptography;

namespace Berth.RegistryLoad;

/// <summary>
/// Pushes blobs that no registry has yet. Small ones as most clients send them: POST, then PUT with the bytes. Those of
/// <see cref="Streamed"/> bytes or more as docker sends a layer: POST, PATCH with a body in chunks, PUT without one.
/// </summary>
internal sealed class PushLoad(string host, int port, string repository)
{
    /// <summary>From this size on a blob is streamed: 1 MiB.</summary>
    private const int Streamed = 1 << 20;

    /// <summary>Bytes of each blob.</summary>
    public required int Bytes { get; init; }

    /// <summary>Blobs altogether.</summary>
    public required int Pushes { get; init; }

    /// <summary>Connections side by side.</summary>
    public required int Ways { get; init; }

    /// <summary>Makes the blobs, connects, and pushes.</summary>
    /// <returns>How long the pushes took, from the first request to the last answer.</returns>
    public async Task<TimeSpan> RunAsync()
    {
        byte[][] blobs = [.. Enumerable.Range(0, Pushes).Select(_ => RandomNumberGenerator.GetBytes(Bytes))];
        string[] digests = [.. blobs.Select(blob => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob)))];
        RequestConnection[] connections = [.. Enumerable.Range(0, Ways).Select(_ => new RequestConnection(host, port))];
        foreach (RequestConnection connection in connections)
        {
            // The connection is made and both sides' code has run once.
            connection.Send("GET /v2/ HTTP/1.1", []);
        }

        int next = -1;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(connections.Select(connection => Task.Factory.StartNew(
            () =>
            {
                int i;
                while ((i = Interlocked.Increment(ref next)) < Pushes)
                {
                    Push(connection, blobs[i], digests[i]);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        foreach (RequestConnection connection in connections)
        {
            connection.Dispose();
        }

        return taken;
    }

    private void Push(RequestConnection connection, byte[] blob, string digest)
    {
        Answer begun = Expect(202, connection.Send($"POST /v2/{repository}/blobs/uploads/ HTTP/1.1", []));
        if (blob.Length < Streamed)
        {
            Expect(201, connection.Send($"PUT {WithDigest(begun.Location, digest)} HTTP/1.1", blob));
            return;
        }

        Answer sent = Expect(202, connection.SendChunked($"PATCH {begun.Location} HTTP/1.1", blob));
        Expect(201, connection.Send($"PUT {WithDigest(sent.Location, digest)} HTTP/1.1", []));
    }

    private static string WithDigest(string location, string digest) =>
        $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}";

    private static Answer Expect(int status, Answer answer) =>
        answer.Status == status ? answer : throw new InvalidOperationException($"status {answer.Status}, not {status}");
}
