using Berth.Engine.Containers;
using Berth.Engine.Containers.Listing;
using Berth.Runtime.Monitor;
using Xunit;

namespace Berth.Unit.Engine;

public sealed class ContainerStateTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Started_AfterAnEarlierRun_ForgetsItsEnd()
    {
        var ended = new ContainerState { Status = ContainerStatus.Exited, ExitCode = 3, Error = "x", OomKilled = true, FinishedAt = s_now };

        ContainerState state = ended.Started(new MonitorStatus { State = MonitorState.Running, Pid = 7 }, s_now);

        Assert.Equal((ContainerStatus.Running, 7, 0, "", false), (state.Status, state.Pid, state.ExitCode, state.Error, state.OomKilled));
    }

    [Fact]
    public void StartFailed_FirstStart_StaysCreatedWithTheReason()
    {
        ContainerState state = new ContainerState().StartFailed(127, "no such command", s_now);

        Assert.Equal((ContainerStatus.Created, 127, "no such command"), (state.Status, state.ExitCode, state.Error));
    }

    [Fact]
    public void Exited_Status_IsTakenOver()
    {
        var running = new ContainerState { Status = ContainerStatus.Running, Pid = 7, StartedAt = s_now };

        ContainerState state = running.Exited(
            new MonitorStatus { State = MonitorState.Exited, ExitCode = 137, OomKilled = true, FinishedAt = s_now.AddSeconds(1) }, s_now);

        Assert.Equal((ContainerStatus.Exited, 0, 137, true), (state.Status, state.Pid, state.ExitCode, state.OomKilled));
        Assert.Equal(s_now.AddSeconds(1), state.FinishedAt);
    }

    [Fact]
    public void Lost_Monitor_GivesTheCodeOfTheLost()
    {
        ContainerState state = new ContainerState { Status = ContainerStatus.Running }.Lost(ContainerState.LostExitCode, s_now);

        Assert.Equal((ContainerStatus.Exited, 255), (state.Status, state.ExitCode));
    }

    [Theory]
    [InlineData(0, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(120, "2 minutes")]
    [InlineData(3600, "About an hour")]
    [InlineData(7200, "2 hours")]
    [InlineData(86400 * 3, "3 days")]
    [InlineData(86400 * 21, "3 weeks")]
    [InlineData(86400 * 90, "3 months")]
    [InlineData(86400 * 365 * 3, "3 years")]
    public void Of_Elapsed_IsDockersWords(long seconds, string text) =>
        Assert.Equal(text, ElapsedText.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Of_ExitedState_SaysCodeAndWhen() => Assert.Equal(
        "Exited (137) 2 hours ago",
        StatusText.Of(new ContainerState { Status = ContainerStatus.Exited, ExitCode = 137, FinishedAt = s_now }, s_now.AddHours(2)));
}
