using Berth.Engine;
using Berth.Engine.Containers.Starting;
using Berth.Runtime.Monitor;
using Xunit;

namespace Berth.Unit.Engine.Containers;

/// <summary>A monitor that gives up while the daemon speaks to it: its last word counts, not what became of the connection.</summary>
public sealed class StartFailureTests : IDisposable
{
    private const string Reason = "set rlimit RLIMIT_NOFILE: operation not permitted";

    private readonly string _directory = Directory.CreateTempSubdirectory("berth-start-").FullName;

    public static TheoryData<Exception> Losses =>
    [
        new IOException("Unable to write data to the transport connection: Broken pipe."),
        new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused),
        new ContainerStartException(ContainerStartException.DaemonError, "the monitor ended", new EndOfStreamException()),
    ];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Losses))]
    public void From_AConnectionLostToAMonitorThatFailed_IsWhatItWroteDown(Exception loss)
    {
        Write(new MonitorStatus { State = MonitorState.Failed, ExitCode = 127, Error = Reason });

        var failure = ContainerStartException.From(loss, _directory);

        Assert.Equal((127, $"OCI runtime create failed: unable to start container process: {Reason}: unknown"), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void From_AConnectionLostWithoutALastWord_IsTheLoss()
    {
        var loss = new IOException("Broken pipe");

        Assert.Equal("failed to start the container: Broken pipe", ContainerStartException.From(loss, _directory).Message);
        Write(new MonitorStatus { State = MonitorState.Exited, ExitCode = 0 });
        Assert.Equal("failed to start the container: Broken pipe", ContainerStartException.From(loss, _directory).Message);
    }

    [Fact]
    public void From_AFailureOfTheDaemonsOwn_IsThat()
    {
        Write(new MonitorStatus { State = MonitorState.Failed, ExitCode = 127, Error = Reason });

        Assert.Equal("failed to start the container: no", ContainerStartException.From(new InvalidOperationException("no"), _directory).Message);
    }

    private void Write(MonitorStatus status) => ExitFile.Write(EnginePaths.ExitFile(_directory), status);
}
