using System.Collections.Concurrent;
using Berth.Metrics;

namespace Berth.Registry.Observability;

/// <summary>What this process has counted since it began; each is a line or more of <c>/metrics</c>.</summary>
internal sealed class RegistryFigures
{
    // Seconds.
    private static readonly double[] s_bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private readonly ConcurrentDictionary<RequestKey, Counter> _requests = new();
    private readonly Histogram[] _durations = [.. Enumerable.Range(0, RouteKinds.Count).Select(static _ => new Histogram(s_bounds))];
    private long _underWay;
    private long _bytesIn;
    private long _bytesOut;
    private long _failedLogins;
    private long _collections;
    private long _failedCollections;
    private long _collectedBlobs;
    private long _collectedBytes;

    public IEnumerable<(RequestKey Key, long Count)> Requests => _requests.Select(static r => (r.Key, r.Value.Value));

    public long UnderWay => Interlocked.Read(ref _underWay);

    /// <summary>Bytes of requests' bodies.</summary>
    public long BytesIn => Interlocked.Read(ref _bytesIn);

    /// <summary>Bytes of answers' bodies.</summary>
    public long BytesOut => Interlocked.Read(ref _bytesOut);

    public long FailedLogins => Interlocked.Read(ref _failedLogins);

    public long Collections => Interlocked.Read(ref _collections);

    public long FailedCollections => Interlocked.Read(ref _failedCollections);

    public long CollectedBlobs => Interlocked.Read(ref _collectedBlobs);

    public long CollectedBytes => Interlocked.Read(ref _collectedBytes);

    public Histogram Durations(RouteKind kind) => _durations[(int)kind];

    public void RequestBegins() => Interlocked.Increment(ref _underWay);

    public void RequestEnds(RouteKind kind, string method, int status, TimeSpan duration, long bytesIn, long bytesOut)
    {
        Interlocked.Decrement(ref _underWay);
        _requests.GetOrAdd(new RequestKey(kind, Known(method), status), static _ => new Counter()).Increment();
        _durations[(int)kind].Add(duration);
        if (bytesIn > 0)
        {
            Interlocked.Add(ref _bytesIn, bytesIn);
        }

        if (bytesOut > 0)
        {
            Interlocked.Add(ref _bytesOut, bytesOut);
        }
    }

    /// <summary>A password, a personal access token or a refresh token was wrong.</summary>
    public void LoginFailed() => Interlocked.Increment(ref _failedLogins);

    /// <summary>A collection of this process has ended.</summary>
    public void Collected(long blobs, long bytes)
    {
        Interlocked.Increment(ref _collections);
        Interlocked.Add(ref _collectedBlobs, blobs);
        Interlocked.Add(ref _collectedBytes, bytes);
    }

    public void CollectionFailed() => Interlocked.Increment(ref _failedCollections);

    private static string Known(string method) => method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" => method,
        _ => "other",
    };

    private sealed class Counter
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }
}
