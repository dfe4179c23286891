using Berth.Harness;
using Xunit;

namespace Berth.Unit.Runtime.Monitor;

/// <content>What else waits in the loop.</content>
public sealed partial class SupervisorTests
{
    [Fact]
    public void Run_ServiceIsAsked_AnswersInTheLoopUntilTheProcessHasEnded()
    {
        using var service = new EchoService();
        Supervise(options => options with { Services = [service] });
        using MonitorPeer peer = StartIt();

        Assert.Equal("hello", service.Ask("hello"));
        Assert.Equal("again", service.Ask("again"));
        Process.End(0);
        peer.WaitFor("exited");

        Assert.True(service.IsDisposed);
    }

    [Fact]
    public async Task Run_ServiceHasADeadline_IsServedThoughNothingHappens()
    {
        using var service = new EchoService { Deadline = 5 };
        Supervise(options => options with { Services = [service] });
        using MonitorPeer peer = StartIt();

        await service.WasDue.Task.WaitAsync(MonitorPeer.Patience, TestContext.Current.CancellationToken);
        Process.End(0);
        peer.WaitFor("exited");
    }

    [Fact]
    public void Run_ServiceFails_ContainerAndOtherServicesGoOn()
    {
        using var failing = new EchoService { Fails = true };
        using var other = new EchoService();
        Supervise(options => options with { Services = [failing, other] });
        using MonitorPeer peer = StartIt();

        failing.Send("fail");
        Assert.Equal("hello", other.Ask("hello"));
        Assert.True(SpinWait.SpinUntil(() => failing.IsDisposed, MonitorPeer.Patience));
        Assert.False(other.IsDisposed);
        Process.End(3);

        Assert.Equal(3, peer.WaitFor("exited").GetProperty("exitCode").GetInt32());
    }
}
