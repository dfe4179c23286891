using Berth.Engine.Errors;
using Berth.Engine.Processes;
using Berth.Engine.Users;
using Xunit;

namespace Berth.Unit.Engine.Processes;

public sealed class ProcessOrderTests
{
    private static readonly ProcessHost s_host = new()
    {
        Files = new ProcessFiles(),
        Now = DateTimeOffset.UnixEpoch,
        Uptime = TimeSpan.FromHours(1),
        TotalMemory = 1 << 30,
        PageSize = 4096,
        Users = PasswdFile.Parse(""),
        Groups = GroupFile.Parse(""),
    };

    private static readonly ProcessSnapshot[] s_processes =
    [
        new() { Pid = 5, Name = "b", ResidentPages = 100, StartTicks = 30 },
        new() { Pid = 7, Name = "a", ResidentPages = 9, StartTicks = 10 },
        new() { Pid = 30, Name = "a", ResidentPages = 100, StartTicks = 20 },
    ];

    [Theory]
    [InlineData("ax", "5 7 30")]
    [InlineData("ax --sort=rss", "7 5 30")]
    [InlineData("ax --sort=-rss", "5 30 7")]
    [InlineData("ax --sort -rss,-pid", "30 5 7")]
    [InlineData("ax --sort comm,+pid", "7 30 5")]
    [InlineData("axk-pid", "30 7 5")]
    [InlineData("ax k start_time", "7 30 5")]
    public void Sort_ByKeys_IsThatOrder(string arguments, string expected) => Assert.Equal(
        expected, string.Join(' ', ProcessOrder.Sort(s_processes, PsArguments.Read(arguments).Order, s_host).Select(p => p.Pid)));

    [Theory]
    [InlineData("--sort=nothing", "ps: error: unknown sort specifier")]
    [InlineData("--sort=", "ps: error: unknown sort specifier")]
    public void Read_OfAnUnknownKey_Refuses(string arguments, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => PsArguments.Read(arguments)).Message);
}
