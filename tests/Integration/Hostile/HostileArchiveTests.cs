using Berth.Harness;
using Xunit;

namespace Berth.Integration.Hostile;

/// <summary>
/// Archives that mean harm, through the client's <c>import</c> and <c>load</c> to one daemon: each is refused with a clear error or
/// accepted in a known way, and <see cref="HostileDaemon"/> checks what has to hold after it.
/// </summary>
public sealed class HostileArchiveTests(HostileDaemon daemon) : IClassFixture<HostileDaemon>
{
    // The names have to be known before there is a directory to aim at.
    private static readonly string[] s_names = [.. All("/victim").Select(c => c.Name)];

    public static TheoryData<string> Names => [.. s_names];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Archive(string name)
    {
        Assert.SkipWhen(Target.IsDockerd, "what berthd promises");
        return daemon.CheckAsync(daemon.Cases[name]);
    }

    internal static IEnumerable<HostileCase> All(string victim) =>
    [
        .. ContentCases.All(), .. DocumentCases.All(), .. CompressionCases.All(), .. PathCases.All(victim), .. LinkCases.All(victim),
        .. WhiteoutCases.All(), .. HeaderCases.All(), .. CountCases.All(),
    ];
}
