using Berth.Engine.Events;
using Berth.EngineApi;
using Xunit;

namespace Berth.Unit.Engine;

public sealed class EventBusTests
{
    private static readonly Dictionary<string, string> s_attributes = new() { ["name"] = "web", ["image"] = "busybox", ["tier"] = "front" };

    [Fact]
    public void Subscribe_Since_GivesThePastAndThenWhatComesInOrder()
    {
        var bus = new EventBus(TimeProvider.System);
        bus.Publish("container", "create", "a", s_attributes);
        using EventBus.Subscription subscription = bus.Subscribe(DateTimeOffset.UnixEpoch);
        bus.Publish("container", "start", "a", s_attributes);
        bus.Publish("container", "die", "a", s_attributes);

        Assert.Equal(["create"], subscription.Past.Select(e => e.Action));
        Assert.True(subscription.Live.TryRead(out EngineEvent? first));
        Assert.True(subscription.Live.TryRead(out EngineEvent? second));
        Assert.Equal(("start", "die"), (first.Action, second.Action));
    }

    [Fact]
    public void Publish_SubscriberLeft_IsNotHeldUp()
    {
        var bus = new EventBus(TimeProvider.System);
        EventBus.Subscription subscription = bus.Subscribe(null);
        subscription.Dispose();
        bus.Publish("container", "start", "a", s_attributes);

        Assert.False(subscription.Live.TryRead(out _));
    }

    [Fact]
    public async Task Publish_ReaderFarBehind_EndsItsStreamAfterWhatThereWasRoomFor()
    {
        var bus = new EventBus(TimeProvider.System);
        using EventBus.Subscription slow = bus.Subscribe(null);
        for (int i = 0; i < 10_000; i++)
        {
            bus.Publish("container", "start", $"{i}", s_attributes);
        }

        var seen = new List<string>();
        await Assert.ThrowsAsync<EventsLostException>(async () =>
        {
            await foreach (EngineEvent happened in slow.Live.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                seen.Add(happened.ActorId);
            }
        });

        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => $"{i}"), seen);
        Assert.InRange(seen.Count, 1000, 9_999);
    }

    [Theory]
    [InlineData("""{"container":["web"]}""", true)]
    [InlineData("""{"container":["abc"]}""", true)]
    [InlineData("""{"container":["db"]}""", false)]
    [InlineData("""{"image":["busybox"]}""", true)]
    [InlineData("""{"event":["exec_create"]}""", true)]
    [InlineData("""{"event":["exec"]}""", false)]
    [InlineData("""{"type":["image"]}""", false)]
    [InlineData("""{"label":["tier=front"]}""", true)]
    [InlineData("""{"label":["tier=back"]}""", false)]
    public void Matches_Filter_AsTheApiSays(string filters, bool matches)
    {
        var happened = new EngineEvent("container", "exec_create: sh", "abcdef", s_attributes, DateTimeOffset.UnixEpoch);

        Assert.Equal(matches, new EventFilter(Filters.Parse(filters)).Matches(happened));
    }
}
