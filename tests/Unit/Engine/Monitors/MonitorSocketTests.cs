using System.Net.Sockets;
using Berth.Engine.Monitors;
using Berth.Linux;
using Xunit;

namespace Berth.Unit.Engine.Monitors;

public sealed class MonitorSocketTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-unit-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>A socket that is disposed deletes a name below its directory's number, which may be another one's by then.</summary>
    [Fact]
    public void Listen_ManyAtOnce_NoneTakesTheNameOfAnother()
    {
        Parallel.For(0, 8, worker =>
        {
            string path = Directory.CreateDirectory(Path.Combine(_root, $"{worker}")).FullName;
            for (int i = 0; i < 300; i++)
            {
                using Fd directory = MonitorSocket.Open(path);
                using Socket listener = MonitorSocket.Listen(directory);
                Assert.True(File.Exists(Path.Combine(path, "monitor.sock")));
            }
        });
    }

    [Fact]
    public void Listen_WhereASocketWas_TakesItsPlace()
    {
        for (int i = 0; i < 2; i++)
        {
            using Fd directory = MonitorSocket.Open(_root);
            using Socket listener = MonitorSocket.Listen(directory);
            Assert.Equal("monitor.sock", Assert.Single(Directory.GetFileSystemEntries(_root).Select(Path.GetFileName)));
        }
    }
}
