using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Statistics;

/// <summary>What containers use, once or as it goes on. However many clients watch a container, it is read once a second.</summary>
public sealed class StatisticsService
{
    private readonly ContainerIndex _containers;
    private readonly StatsReader _reader;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StatsSampler> _samplers = new(StringComparer.Ordinal);

    internal StatisticsService(ContainerIndex containers, StatsReader reader, TimeProvider time)
    {
        _containers = containers;
        _reader = reader;
        _time = time;
    }

    /// <summary>One reading, without one before it.</summary>
    /// <exception cref="NotFoundException">There is no such container.</exception>
    public ContainerStats ReadOnce(string idOrName)
    {
        Container container = _containers.Get(idOrName);
        return _reader.Read(container) ?? throw new NotFoundException($"No such container: {idOrName}");
    }

    /// <summary>One reading together with the one before it, a second apart; at once where the container does not run.</summary>
    /// <exception cref="NotFoundException">There is no such container.</exception>
    public async Task<ContainerStats> ReadPairAsync(string idOrName, CancellationToken cancellation)
    {
        ContainerStats first = ReadOnce(idOrName);
        if (first.Read == ContainerStats.NeverRead)
        {
            return first;
        }

        await foreach (ContainerStats frame in WatchAsync(idOrName, cancellation))
        {
            if (frame.PreRead != ContainerStats.NeverRead || frame.Read == ContainerStats.NeverRead)
            {
                return frame;
            }
        }

        return first;
    }

    /// <summary>A reading a second, across restarts of the container, until it is removed.</summary>
    /// <exception cref="NotFoundException">There is no such container.</exception>
    public IAsyncEnumerable<ContainerStats> WatchAsync(string idOrName, CancellationToken cancellation)
    {
        Container container = _containers.Get(idOrName);
        return FramesAsync(container, cancellation);
    }

    private async IAsyncEnumerable<ContainerStats> FramesAsync(Container container, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Channel<ContainerStats> frames = Join(container);
        try
        {
            await foreach (ContainerStats frame in frames.Reader.ReadAllAsync(cancellation))
            {
                yield return frame;
            }
        }
        finally
        {
            Leave(container, frames);
        }
    }

    private Channel<ContainerStats> Join(Container container)
    {
        lock (_lock)
        {
            if (!_samplers.TryGetValue(container.Id, out StatsSampler? sampler))
            {
                sampler = new StatsSampler(() => _reader.Read(container), _time);
                _samplers.Add(container.Id, sampler);
            }

            return sampler.Join();
        }
    }

    private void Leave(Container container, Channel<ContainerStats> frames)
    {
        lock (_lock)
        {
            if (_samplers.TryGetValue(container.Id, out StatsSampler? sampler) && !sampler.Leave(frames))
            {
                _samplers.Remove(container.Id);
            }
        }
    }
}
