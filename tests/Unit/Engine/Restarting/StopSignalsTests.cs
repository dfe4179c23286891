using Berth.Engine.Containers.Restarting;
using Xunit;

namespace Berth.Unit.Engine.Restarting;

public sealed class StopSignalsTests
{
    [Theory]
    [InlineData(9, null, true)]
    [InlineData(15, null, true)]
    [InlineData(2, "SIGUSR1", true)]
    [InlineData(10, "SIGUSR1", true)]
    [InlineData(10, "10", true)]
    [InlineData(10, null, false)]
    [InlineData(1, null, false)]
    [InlineData(28, "", false)]
    public void Includes_Signal_IsWhatEndsPrograms(int signal, string? own, bool ends) =>
        Assert.Equal(ends, StopSignals.Includes(signal, own));
}
