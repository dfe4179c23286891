using Berth.Linux;

namespace Berth.Dns.Forwarding;

/// <summary>
/// The questions that wait for other servers: a bounded number, each with sockets of its own, so that every one has a random source port
/// beside its random ID, and the kernel drops what comes from elsewhere.
/// </summary>
internal sealed class Forwarder(OpenUpstream open, TimeProvider time, byte[] buffer) : IDisposable
{
    /// <summary>More at once are answered with a failure: three sockets for each have to stay below what a process may open.</summary>
    public const int MaxQueries = 256;

    private readonly List<ForwardedQuery> _queries = [];
    private readonly long _millisecond = time.TimestampFrequency / 1000;

    public int Count => _queries.Count;

    /// <summary>Takes a question over. The client is answered in any case, if only with a failure.</summary>
    public void Add(IClient client, ReadOnlySpan<byte> message, Upstream[] servers)
    {
        var query = new ForwardedQuery(client, message, KernelRandom.UInt16(), _queries.Count < MaxQueries ? servers : []);
        query.AskNext(open, time.GetTimestamp(), _millisecond, buffer);
        Keep(query);
    }

    public void AddTo(PollSet poll)
    {
        foreach (ForwardedQuery query in _queries)
        {
            query.AddTo(poll);
        }
    }

    /// <summary>Milliseconds until a server has been waited for long enough; -1: nothing is on its way.</summary>
    public int TimeToWait()
    {
        if (_queries.Count == 0)
        {
            return -1;
        }

        long nearest = long.MaxValue;
        foreach (ForwardedQuery query in _queries)
        {
            nearest = Math.Min(nearest, query.Deadline);
        }

        long left = nearest - time.GetTimestamp();
        return left <= 0 ? 0 : (int)((left + _millisecond - 1) / _millisecond);
    }

    public void Serve(PollSet poll)
    {
        if (_queries.Count == 0)
        {
            return;
        }

        long now = time.GetTimestamp();
        for (int i = _queries.Count - 1; i >= 0; i--)
        {
            ForwardedQuery query = _queries[i];
            if (query.Serve(poll, buffer) || (!query.IsDone && now >= query.Deadline))
            {
                query.AskNext(open, now, _millisecond, buffer);
            }

            if (query.IsDone)
            {
                query.Dispose();
                _queries.RemoveAt(i);
            }
        }
    }

    public void Dispose()
    {
        foreach (ForwardedQuery query in _queries)
        {
            query.Dispose();
        }

        _queries.Clear();
    }

    private void Keep(ForwardedQuery query)
    {
        if (query.IsDone)
        {
            query.Dispose();
        }
        else
        {
            _queries.Add(query);
        }
    }
}
