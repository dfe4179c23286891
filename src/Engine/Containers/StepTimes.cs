using System.Globalization;
using System.Text;
using Berth.Engine.Observability;

namespace Berth.Engine.Containers;

/// <summary>How long each step of a start or an end took, for the debug log.</summary>
internal sealed class StepTimes(TimeProvider time)
{
    private readonly StringBuilder _steps = new();
    private readonly long _begin = time.GetTimestamp();
    private long _last = time.GetTimestamp();

    /// <summary>A step is done.</summary>
    public void Mark(string step)
    {
        long now = time.GetTimestamp();
        TimeSpan took = time.GetElapsedTime(_last, now);
        Append(step, took);
        EngineTrace.Step(step, took, time.GetUtcNow());
        _last = now;
    }

    /// <summary><c>rootfs 0.4ms, network 2.1ms, … total 14.0ms</c>.</summary>
    public override string ToString()
    {
        var all = new StringBuilder().Append(_steps);
        return all.Append(CultureInfo.InvariantCulture, $"total {time.GetElapsedTime(_begin).TotalMilliseconds:0.0}ms").ToString();
    }

    private void Append(string step, TimeSpan took) =>
        _steps.Append(CultureInfo.InvariantCulture, $"{step} {took.TotalMilliseconds:0.0}ms, ");
}
