using System.Threading.Channels;
using Berth.Engine.Statistics;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Engine.Statistics;

public sealed class StatsSamplerTests
{
    private readonly StepTime _time = new();
    private int _reads;
    private bool _isRemoved;

    [Fact]
    public void Join_OfSeveral_ReadsOnceForAll()
    {
        StatsSampler sampler = NewSampler();
        Channel<ContainerStats>[] watchers = [sampler.Join(), sampler.Join(), sampler.Join()];

        _time.Step();

        Assert.Equal(1, _reads);
        Assert.All(watchers, watcher => Assert.Equal("1", Next(watcher).Read));
    }

    [Fact]
    public void Frames_AfterTheFirst_HaveTheOneBefore()
    {
        StatsSampler sampler = NewSampler();
        Channel<ContainerStats> watcher = sampler.Join();

        _time.Step();
        ContainerStats first = Next(watcher);
        _time.Step();
        ContainerStats second = Next(watcher);

        Assert.Equal((ContainerStats.NeverRead, 0ul), (first.PreRead, first.PreCpu.Usage.Total));
        Assert.Equal(("1", 1ul, 2ul), (second.PreRead, second.PreCpu.Usage.Total, second.Cpu.Usage.Total));
    }

    [Fact]
    public void Frames_ThatNobodyReads_AreTheLatestOnly()
    {
        StatsSampler sampler = NewSampler();
        Channel<ContainerStats> slow = sampler.Join();

        _time.Step();
        _time.Step();
        _time.Step();

        Assert.Equal("3", Next(slow).Read);
        Assert.False(slow.Reader.TryRead(out _));
    }

    [Fact]
    public void Leave_OfTheLast_EndsTheReading()
    {
        StatsSampler sampler = NewSampler();
        Channel<ContainerStats> one = sampler.Join();
        Channel<ContainerStats> other = sampler.Join();

        Assert.True(sampler.Leave(one));
        Assert.False(sampler.Leave(other));

        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void Frames_OfARemovedContainer_End()
    {
        StatsSampler sampler = NewSampler();
        Channel<ContainerStats> watcher = sampler.Join();
        _isRemoved = true;

        _time.Step();

        Assert.True(watcher.Reader.Completion.IsCompleted);
        Assert.Equal(0, _time.Timers);
    }

    private static ContainerStats Next(Channel<ContainerStats> watcher)
    {
        Assert.True(watcher.Reader.TryRead(out ContainerStats? frame));
        return frame;
    }

    private StatsSampler NewSampler() => new(
        () => _isRemoved ? null : new ContainerStats { Read = $"{++_reads}", Cpu = new CpuStats { Usage = new CpuUsageStats { Total = (ulong)_reads } } },
        _time);

    /// <summary>Timers fire when they are told to.</summary>
    private sealed class StepTime : TimeProvider
    {
        private readonly List<StepTimer> _timers = [];

        public int Timers => _timers.Count;

        public void Step() => _timers.ToList().ForEach(timer => timer.Fire());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new StepTimer(this, () => callback(state));
            _timers.Add(timer);
            return timer;
        }

        private sealed class StepTimer(StepTime owner, Action fire) : ITimer
        {
            public void Fire() => fire();

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => owner._timers.Remove(this);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
