using Berth.Engine.Containers.Restarting;
using Xunit;

namespace Berth.Unit.Engine.Restarting;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Next_ShortRuns_DoublesUpToAMinute()
    {
        var waits = new List<double>();
        TimeSpan wait = TimeSpan.Zero;
        for (int i = 0; i < 12; i++)
        {
            wait = RestartBackoff.Next(wait, TimeSpan.FromSeconds(9.9));
            waits.Add(wait.TotalSeconds);
        }

        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 60, 60], waits);
    }

    [Fact]
    public void Next_AfterAGoodRun_BeginsAnew() =>
        Assert.Equal(TimeSpan.FromMilliseconds(100), RestartBackoff.Next(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10)));
}
