using Berth.Runtime.Validation;
using Xunit;

namespace Berth.Unit.Runtime.Validation;

public sealed class ProcMountsTests
{
    [Theory]
    [InlineData("/proc", true)]
    [InlineData("/proc/", true)]
    [InlineData("/process", false)]
    [InlineData("/var/proc", false)]
    [InlineData("/proc/../etc", false)]
    [InlineData("/proc/cpuinfo", false)]
    [InlineData("//proc/./meminfo", false)]
    [InlineData("/proc/sys/kernel/ns_last_pid", false)]
    public void Problem_AllowedPlaces_None(string destination, bool isProc) => Assert.Null(ProcMounts.Problem(destination, isProc));

    [Theory]
    [InlineData("/proc", false, "not of type proc")]
    [InlineData("/x/../proc/.", false, "not of type proc")]
    [InlineData("/proc/self/attr", true, "inside /proc")]
    [InlineData("/proc/sys", true, "inside /proc")]
    [InlineData("/proc/sys/../cpuinfo/..//sys", false, "inside /proc")]
    [InlineData("/../../proc/1", false, "inside /proc")]
    public void Problem_PlacesThatProgramsTrust_AreRefused(string destination, bool isProc, string reason) =>
        Assert.Contains(reason, ProcMounts.Problem(destination, isProc), StringComparison.Ordinal);

    [Theory]
    [InlineData("/proc", "proc")]
    [InlineData("/proc/uptime", "file")]
    [InlineData("/etc", null)]
    public void Rule_OfAPlace_SaysWhatTheChildChecks(string destination, string? expected) =>
        Assert.Equal(expected, ProcMounts.Rule(destination));

    [Fact]
    public void Rule_OfFiles_BeginsAsTheChildExpects() => Assert.Equal((char)ProcMounts.CoversFile, ProcMounts.Rule("/proc/stat")![0]);
}
