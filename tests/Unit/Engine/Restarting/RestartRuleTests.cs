using Berth.Engine.Containers.Restarting;
using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Engine.Restarting;

public sealed class RestartRuleTests
{
    [Theory]
    [InlineData("", RestartKind.Never)]
    [InlineData("no", RestartKind.Never)]
    [InlineData("always", RestartKind.Always)]
    [InlineData("unless-stopped", RestartKind.UnlessStopped)]
    [InlineData("on-failure", RestartKind.OnFailure)]
    public void Parse_Name_IsThePolicy(string name, RestartKind kind) =>
        Assert.Equal(new RestartRule(kind), RestartRule.Parse(new RestartPolicy { Name = name }));

    [Fact]
    public void Parse_OnUnhealthy_IsShownAsWhatClientsKnow()
    {
        RestartRule rule = RestartRule.Parse(new RestartPolicy { Name = "on-unhealthy", MaximumRetryCount = 3 });

        Assert.Equal(new RestartPolicy { Name = "on-failure", MaximumRetryCount = 3, OnUnhealthy = true }, rule.ToPolicy());
        Assert.Equal(rule, RestartRule.Parse(rule.ToPolicy()));
    }

    [Theory]
    [InlineData("foo", 0, "unknown policy 'foo'; use one of 'no', 'always', 'on-failure'")]
    [InlineData("always", 3, "maximum retry count can only be used with 'on-failure'")]
    [InlineData("no", 3, "maximum retry count can only be used with 'on-failure'")]
    [InlineData("unless-stopped", -1, "can only be used with 'on-failure' and cannot be negative")]
    [InlineData("on-failure", -1, "maximum retry count cannot be negative")]
    [InlineData("on-unhealthy", -1, "maximum retry count cannot be negative")]
    public void Parse_WrongPolicy_IsRefusedInDockersWords(string name, int count, string words)
    {
        var refused = Assert.Throws<InvalidParameterException>(
            () => RestartRule.Parse(new RestartPolicy { Name = name, MaximumRetryCount = count }));

        Assert.StartsWith("invalid restart policy: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RestartKind.Never, 1, false, false)]
    [InlineData(RestartKind.Always, 0, false, true)]
    [InlineData(RestartKind.Always, 0, true, false)]
    [InlineData(RestartKind.UnlessStopped, 1, false, true)]
    [InlineData(RestartKind.UnlessStopped, 1, true, false)]
    [InlineData(RestartKind.OnFailure, 0, false, false)]
    [InlineData(RestartKind.OnFailure, 1, false, true)]
    [InlineData(RestartKind.OnFailure, 137, true, false)]
    public void AfterExit_Kind_Decides(RestartKind kind, int exitCode, bool stopped, bool again) =>
        Assert.Equal(again, new RestartRule(kind).AfterExit(exitCode, stopped, unhealthy: false, restarts: 5));

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void AfterExit_CountedFailures_EndAtTheMaximum(int restarts, bool again) =>
        Assert.Equal(again, new RestartRule(RestartKind.OnFailure, 3).AfterExit(1, stopped: false, unhealthy: false, restarts));

    [Fact]
    public void AfterExit_Unhealthy_IsAFailureWhateverTheCode() =>
        Assert.True(new RestartRule(RestartKind.OnFailure, 0, true).AfterExit(0, stopped: false, unhealthy: true, restarts: 0));

    [Theory]
    [InlineData(RestartKind.Never, 1, false, false)]
    [InlineData(RestartKind.Always, 0, true, true)]
    [InlineData(RestartKind.UnlessStopped, 0, true, false)]
    [InlineData(RestartKind.UnlessStopped, 0, false, true)]
    [InlineData(RestartKind.OnFailure, 0, false, false)]
    [InlineData(RestartKind.OnFailure, 255, false, true)]
    [InlineData(RestartKind.OnFailure, 143, true, false)]
    public void AtDaemonStart_Kind_Decides(RestartKind kind, int exitCode, bool stopped, bool starts) =>
        Assert.Equal(starts, new RestartRule(kind).AtDaemonStart(exitCode, stopped, restarts: 0));
}
