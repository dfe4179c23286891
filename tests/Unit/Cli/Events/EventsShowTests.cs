using Berth.Cli.Events;
using Xunit;

namespace Berth.Unit.Cli.Events;

public sealed class EventsShowTests
{
    [Fact]
    public void Line_OfAnEvent_IsDockers() => Assert.Equal(
        "2026-11-30T19:00:00.123456789Z container create 0123 (image=busybox, name=a)",
        EventsShow.Line(
            """
            {"status":"create","id":"0123","from":"busybox","Type":"container","Action":"create","scope":"local","time":1796065200,
             "timeNano":1796065200123456789,"Actor":{"ID":"0123","Attributes":{"name":"a","image":"busybox"}}}
            """,
            new UtcTime()));

    [Fact]
    public void Line_WithoutAttributes_EndsWithTheId() => Assert.Equal(
        "2026-11-30T19:00:00.000000000Z daemon reload x",
        EventsShow.Line("""{"Type":"daemon","Action":"reload","time":1796065200,"Actor":{"ID":"x"}}""", new UtcTime()));

    private sealed class UtcTime : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
