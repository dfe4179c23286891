using Berth.Linux;
using Xunit;

namespace Berth.Unit.Linux;

/// <summary>Spawning, waiting, signals by name, /proc/PID/stat.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData("TERM", 15)]
    [InlineData("SIGTERM", 15)]
    [InlineData("sigkill", 9)]
    [InlineData("15", 15)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("RTMAX-1", 63)]
    public void Parse_SignalNames_AreNumbers(string text, int number) => Assert.Equal(number, Signals.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("NOPE")]
    [InlineData("RTMIN+60")]
    public void Parse_OtherWords_AreNone(string text) => Assert.Null(Signals.Parse(text));

    [Fact]
    public void Start_WithDescriptorsCrossed_MapsEachToItsPlace()
    {
        using Fd first = MemoryFile.Create("first");
        using Fd second = MemoryFile.Create("second");
        first.Write("1"u8);
        second.Write("2"u8);

        // The second file at 3 and the first at 4, whatever their own numbers are.
        int pid = new Spawn
        {
            Path = "/bin/sh",
            Arguments = ["sh", "-c", "printf second >&3; printf first >&4; exit $((X + 2))"],
            Environment = ["X=40"],
            Descriptors = [-1, -1, -1, second.Number, first.Number],
            NewSession = true,
        }.Start();

        Assert.Equal(42, ChildProcess.Wait(pid));
        Assert.Equal("1first", System.Text.Encoding.ASCII.GetString(MemoryFile.ReadAll(first)));
        Assert.Equal("2second", System.Text.Encoding.ASCII.GetString(MemoryFile.ReadAll(second)));
    }

    [Fact]
    public void Start_ProgramThatIsNotThere_SaysSo()
    {
        var spawn = new Spawn { Path = "/no/such/program", Arguments = ["x"] };

        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => spawn.Start()).Errno);
    }

    [Fact]
    public void Wait_ProcessKilledBySignal_Is128AndTheNumber()
    {
        int pid = new Spawn { Path = "/bin/sh", Arguments = ["sh", "-c", "kill -TERM $$"], Descriptors = [-1, -1, -1] }.Start();

        Assert.Equal(128 + 15, ChildProcess.Wait(pid));
    }

    [Fact]
    public void Parse_NameWithSpacesAndParentheses_IsSkipped()
    {
        ProcessFile process = ProcessFile.Parse("42 (a) (b c)) S 1 42 42 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0");

        Assert.Equal(new ProcessFile('S', 4711), process);
        Assert.True(process.IsAlive);
    }
}
