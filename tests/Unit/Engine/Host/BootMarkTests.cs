using Berth.Engine;
using Berth.Engine.Host;
using Xunit;

namespace Berth.Unit.Engine.Host;

public sealed class BootMarkTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-unit-").FullName;

    private EnginePaths Paths => new(_root, _root);

    private string State => Paths.RuntimeState("a");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Renew_AnotherBoot_ForgetsTheRuntimesStates()
    {
        BootMark.Renew(Paths, "one");
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, "state.json"), "{}");

        BootMark.Renew(Paths, "two");

        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public void Renew_TheSameBoot_KeepsThem()
    {
        BootMark.Renew(Paths, "one");
        Directory.CreateDirectory(State);

        BootMark.Renew(Paths, "one");

        Assert.True(Directory.Exists(State));
    }

    [Fact]
    public void Renew_StatesOfADaemonThatNotedNothing_KeepsThem()
    {
        Directory.CreateDirectory(State);

        BootMark.Renew(Paths, "one");
        BootMark.Renew(Paths, "one");

        Assert.True(Directory.Exists(State));
    }
}
