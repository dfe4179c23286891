using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;

namespace Berth.Registry.Protocol;

/// <summary>Pulls of each repository since they were last written down.</summary>
internal sealed class PullCounter(IRepositories repositories)
{
    private readonly ConcurrentDictionary<RepositoryName, StrongBox<long>> _counts = [];

    /// <summary>One more.</summary>
    public void Count(RepositoryName name) => Interlocked.Increment(ref _counts.GetOrAdd(name, static _ => new StrongBox<long>()).Value);

    /// <summary>Adds what was counted to the repositories' records. What fails to be written is lost: the number is about right, not exact.</summary>
    public async ValueTask FlushAsync()
    {
        var pulls = new Dictionary<long, long>();
        foreach (var (name, count) in _counts)
        {
            // A repository that nobody pulled from meanwhile makes room.
            long counted = Interlocked.Exchange(ref count.Value, 0);
            if (counted == 0)
            {
                _counts.TryRemove(name, out _);
            }
            else if (repositories.Find(name) is { } repository)
            {
                pulls[repository.Id] = counted;
            }
        }

        if (pulls.Count > 0)
        {
            await repositories.CountPullsAsync(pulls);
        }
    }
}
