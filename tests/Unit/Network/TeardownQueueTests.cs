using Berth.Network;
using Xunit;

namespace Berth.Unit.Network;

public sealed class TeardownQueueTests
{
    [Fact]
    public void Dispose_WithWorkWaiting_DoesItFirst()
    {
        int done = 0;
        using (var queue = new TeardownQueue(static _ => { }))
        {
            queue.Add("a", () => done++);
            queue.Add("b", () => done++);
        }

        Assert.Equal(2, done);
    }

    // A container that ends while the daemon does is the next daemon's.
    [Fact]
    public void Add_AfterTheEnd_IsRefusedAsDisposedAndNobodyWaitsForIt()
    {
        var queue = new TeardownQueue(static _ => { });
        queue.Dispose();

        Assert.Throws<ObjectDisposedException>(() => queue.Add("a", static () => { }));

        queue.Wait("a");
        queue.Drain();
    }
}
