using System.Collections.Concurrent;

namespace Berth.RegistryClient.Hosts;

/// <summary>What is known of each mirror, by its address. May be used from any number of tasks.</summary>
internal sealed class HealthBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, MirrorHealth> _mirrors = new(StringComparer.Ordinal);

    public MirrorHealth Of(Uri mirror) => _mirrors.GetValueOrDefault(mirror.AbsoluteUri, MirrorHealth.Unknown);

    public bool IsUntried(Uri mirror) => Of(mirror).IsUntried(time.GetUtcNow());

    /// <summary>Writes down what happened.</summary>
    /// <param name="mirror">Its address.</param>
    /// <param name="failure">Null: it answered.</param>
    public void Report(Uri mirror, string? failure)
    {
        DateTimeOffset now = time.GetUtcNow();
        Func<MirrorHealth, MirrorHealth> next = h => failure is null ? h.Answered(now) : h.Failed(now, failure);
        _mirrors.AddOrUpdate(mirror.AbsoluteUri, _ => next(MirrorHealth.Unknown), (_, health) => next(health));
    }
}
