using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Berth.Harness;
using Berth.Linux;
using Berth.Runtime;
using Berth.Runtime.Logs;
using Berth.Runtime.Monitor;
using Berth.Unit.Runtime.Logs;
using Xunit;

namespace Berth.Unit.Runtime.Monitor;

/// <summary>The loop with real pipes and sockets, and a process that ends when the test says so.</summary>
public sealed partial class SupervisorTests : IDisposable
{
    private const int All = 7;
    private const int Output = 3;

    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly TaskCompletionSource<StandInProcess> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _supervising = Task.CompletedTask;

    public SupervisorTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen(16);
    }

    private string SocketPath => _directory.File("s");

    private string ExitPath => _directory.File("exit.json");

    private string LogPath => _directory.File("log");

    private StandInProcess Process => _made.Task.Result;

    public void Dispose()
    {
        Assert.True(_supervising.Wait(MonitorPeer.Patience), "the supervisor goes on");
        _listener.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Run_WholeLife_IsReportedInOrder()
    {
        Supervise();
        using MonitorPeer peer = Connect();
        Assert.Equal(4711, peer.WaitFor("created").GetProperty("pid").GetInt32());
        peer.Subscribe(Output);
        peer.WaitFor("created");
        peer.Start();
        Assert.True(peer.WaitFor("running").TryGetProperty("startedAt", out _));

        Process.Print("out\n");
        Process.PrintError("err\n");
        Process.End(42);

        JsonElement last = peer.WaitFor("exited");
        Assert.Equal(42, last.GetProperty("exitCode").GetInt32());
        Assert.False(last.GetProperty("oomKilled").GetBoolean());
        Assert.Equal("out\n", peer.OutputText);
        Assert.Equal("err\n", peer.ErrorText);
        Assert.Null(peer.Read());
        Assert.True(Process.Removed);
        Assert.Equal(last.ToString(), File.ReadAllText(ExitPath));
        Assert.Equal(MonitorState.Exited, ExitFile.Read(ExitPath)!.State);
        Assert.Equal("4711", File.ReadAllText(_directory.File("pid")));
    }

    [Fact]
    public void Run_NobodySubscribed_OutputIsLogged()
    {
        Supervise();
        using MonitorPeer peer = StartIt();

        Process.Print("one\ntw");
        Process.PrintError("err\n");
        Process.Print("o");
        Process.End(0);
        peer.WaitFor("exited");

        LogEntry[] entries = ReadLog();
        Assert.Equal(["err\n"], entries.Where(entry => entry.Stream == LogStream.Stderr).Select(Text));
        Assert.Equal(["one\n", "two"], entries.Where(entry => entry.Stream == LogStream.Stdout).Select(Text));
        Assert.Equal("", peer.OutputText);
    }

    [Fact]
    public void Run_SubscriberDoesNotRead_ProcessIsHeldBackAndNothingIsLost()
    {
        Supervise();
        using MonitorPeer starter = StartIt();
        using MonitorPeer peer = Connect();
        peer.Subscribe(Output);
        peer.WaitFor("running");
        peer.WaitFor("running");

        int written = Process.PrintUntilHeldBack();
        Assert.InRange(written, 1 << 20, 3 << 20);

        Process.End(0);
        peer.WaitFor("exited");
        Assert.Equal(written, peer.Output.Length);
    }

    [Fact]
    public void Run_SlowSubscriberLeaves_ProcessGoesOn()
    {
        Supervise();
        using MonitorPeer starter = StartIt();
        using (MonitorPeer peer = Connect())
        {
            peer.Subscribe(Output);
            peer.WaitFor("running");
            peer.WaitFor("running");
            Process.PrintUntilHeldBack();
        }

        Process.PrintError("on\n");
        Process.End(0);

        starter.WaitFor("exited");
        Assert.Contains("\"on\\n\"", File.ReadAllText(LogPath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StdinOnce_SubscriberEnds_InputEnds(bool closes)
    {
        Supervise(options => options with { StdinOnce = true });
        using MonitorPeer peer = StartIt();
        using (MonitorPeer attached = Connect())
        {
            attached.Subscribe(All);
            attached.Input("hello");
            if (closes)
            {
                attached.CloseInput();
            }
        }

        Assert.Equal("hello", Process.ReadInput());
        Assert.Equal("", Process.ReadInput());
        Process.End(0);
        peer.WaitFor("exited");
    }

    [Fact]
    public void StdinOnce_SubscriberHalfCloses_StillGetsTheOutput()
    {
        Supervise(options => options with { StdinOnce = true });
        using MonitorPeer peer = StartIt(All);
        peer.Input("hello");
        peer.HalfClose();

        Assert.Equal("hello", Process.ReadInput());
        Assert.Equal("", Process.ReadInput());
        Process.Print("answer");
        Process.End(0);

        peer.WaitFor("exited");
        Assert.Equal("answer", peer.OutputText);
    }

    [Fact]
    public void Stdin_NotOnce_StaysOpenForTheNextClient()
    {
        Supervise();
        using MonitorPeer peer = StartIt();
        foreach (string word in (string[])["one", "two"])
        {
            using MonitorPeer attached = Connect();
            attached.Subscribe(All);
            attached.Input(word);
            attached.CloseInput();
            Assert.Equal(word, Process.ReadInput());
        }

        Process.End(0);
        peer.WaitFor("exited");
    }

    [Fact]
    public async Task Stdin_MoreThanTheProcessReads_WaitsAndArrivesWhole()
    {
        Supervise(options => options with { StdinOnce = true });
        using MonitorPeer peer = StartIt();
        const int Size = 3_000_000;
        Task sending = Task.Run(() => SendInput(Size), TestContext.Current.CancellationToken);

        int received = await Task.Run(Process.CountInputToItsEnd, TestContext.Current.CancellationToken);

        await sending;
        Assert.Equal(Size, received);
        Process.End(0);
        peer.WaitFor("exited");
    }

    [Fact]
    public void Stdin_ProcessHasClosedIt_IsDropped()
    {
        Supervise();
        using MonitorPeer peer = StartIt(All);
        Process.CloseInput();

        peer.Input(new byte[200_000]);
        peer.Input(new byte[200_000]);
        Process.Print("alive");
        peer.WaitForOutput("alive");
        Process.End(0);

        peer.WaitFor("exited");
    }

    [Fact]
    public void Stdin_NotSubscribed_IsRefused()
    {
        Supervise();
        using MonitorPeer peer = StartIt();

        peer.Input("x");

        Assert.Equal("this connection is not subscribed to the input", peer.WaitForError());
        Process.End(0);
        peer.WaitFor("exited");
    }

    [Fact]
    public void Start_ExecutableNotFound_Fails()
    {
        const string Message = "exec: \"foo\": executable file not found in $PATH";
        Supervise(make: streams => new StandInProcess(streams) { StartFailure = new RuntimeException(Message, 127) });
        using MonitorPeer peer = Connect();
        peer.WaitFor("created");

        peer.Start();

        JsonElement last = peer.WaitFor("failed");
        Assert.Equal(127, last.GetProperty("exitCode").GetInt32());
        Assert.Equal(Message, last.GetProperty("error").GetString());
        Assert.Equal(MonitorState.Failed, ExitFile.Read(ExitPath)!.State);
        Assert.True(Process.Removed);
    }

    [Fact]
    public void Start_Twice_IsRefused()
    {
        Supervise();
        using MonitorPeer peer = StartIt();

        peer.Start();

        Assert.Equal("the process has been started before", peer.WaitForError());
        Process.End(0);
        peer.WaitFor("exited");
    }

    [Fact]
    public void Create_Fails_EveryoneWhoConnectsHearsOfIt()
    {
        // They wait in the backlog: nothing runs yet.
        using MonitorPeer first = Connect();
        using MonitorPeer second = Connect();

        Supervise(make: _ => throw new RuntimeException("mount proc on /proc: operation not permitted"));

        Assert.Equal("mount proc on /proc: operation not permitted", first.WaitFor("failed").GetProperty("error").GetString());
        Assert.Equal(125, second.WaitFor("failed").GetProperty("exitCode").GetInt32());
        Assert.Equal(MonitorState.Failed, ExitFile.Read(ExitPath)!.State);
    }

    [Fact]
    public void Create_EndsBeforeStart_Fails()
    {
        Supervise();
        using MonitorPeer peer = Connect();
        peer.WaitFor("created");

        Process.End(137);

        Assert.Equal(137, peer.WaitFor("failed").GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public void Exit_SomebodyHoldsTheOutput_IsNotWaitedForLong()
    {
        Supervise(options => options with { DrainTime = TimeSpan.FromMilliseconds(50) });
        using MonitorPeer peer = StartIt(Output);

        Process.Print("last words");
        Process.End(3, keepOutput: true);

        Assert.Equal(3, peer.WaitFor("exited").GetProperty("exitCode").GetInt32());
        Assert.Equal("last words", peer.OutputText);
    }

    [Fact]
    public void Exit_OutOfMemory_IsReported()
    {
        Supervise(make: streams => new StandInProcess(streams) { OutOfMemory = true });
        using MonitorPeer peer = StartIt();

        Process.End(137);

        Assert.True(peer.WaitFor("exited").GetProperty("oomKilled").GetBoolean());
    }

    [Fact]
    public void Exit_HeldSockets_AreFreeBeforeItIsReported()
    {
        Pipe held = Pipe.Create();
        Supervise(options => options with { HeldSockets = [held.Writer] });
        using MonitorPeer peer = StartIt();

        Process.End(0);
        peer.WaitFor("exited");

        Assert.Equal(0, held.Reader.Read(new byte[1]));
    }

    [Fact]
    public void Signal_Number_ReachesTheProcess()
    {
        Supervise();
        using MonitorPeer peer = StartIt();

        peer.Signal(15);
        peer.Subscribe(0);
        peer.WaitFor("running");

        Assert.Equal([15], Process.Signals);
        Process.End(0);
        peer.WaitFor("exited");
    }

    [Fact]
    public void Resize_NoTerminal_IsRefused()
    {
        Supervise();
        using MonitorPeer peer = StartIt();

        peer.Resize(24, 80);

        Assert.Equal("the process has no terminal", peer.WaitForError());
        Process.End(0);
        peer.WaitFor("exited");
    }

    [Fact]
    public void Request_NotTheProtocol_EndsThatConnectionOnly()
    {
        Supervise();
        using MonitorPeer peer = StartIt();
        using MonitorPeer stranger = Connect();

        stranger.SendRaw(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"));

        Assert.StartsWith("no such request", stranger.WaitForError(), StringComparison.Ordinal);
        Assert.Null(stranger.Read());
        Process.End(0);
        peer.WaitFor("exited");
    }

    private void SendInput(int size)
    {
        using MonitorPeer attached = Connect();
        attached.Subscribe(All);
        for (int sent = 0; sent < size; sent += 300_000)
        {
            attached.Input(new byte[300_000]);
        }
    }

    [Fact]
    public void Terminal_OutputInputAndSize_GoThroughThePty()
    {
        using var terminal = new PseudoTerminal();
        using Fd slave = terminal.OpenSlave();
        Supervise(options => options with { Terminal = true }, streams => new StandInProcess(streams, terminal));
        using MonitorPeer peer = StartIt(All);

        Process.Print("hi\n");
        Process.PrintError("there\n");
        peer.WaitForOutput("hi\r\nthere\r\n");
        peer.Input("typed\n");
        Assert.Equal("typed\n", Process.ReadInput());
        peer.WaitForOutput("typed\r\n");
        peer.Resize(50, 132);
        peer.Subscribe(All);
        peer.WaitFor("running");
        Assert.Equal(new WindowSize(50, 132), Terminal.GetWindowSize(slave));

        slave.Dispose();
        Process.End(0);
        peer.WaitFor("exited");
        Assert.Equal("", peer.ErrorText);
        Assert.Equal(["hi\r\n", "there\r\n", "typed\r\n"], ReadLog().Select(Text));
    }

    [Fact]
    public void Terminal_ProcessClosesAndReopensIt_OutputGoesOn()
    {
        using var terminal = new PseudoTerminal();
        Supervise(options => options with { Terminal = true }, streams => new StandInProcess(streams, terminal));
        using MonitorPeer peer = StartIt(Output);
        Process.Print("before");
        peer.WaitForOutput("before");

        Process.CloseOutput();
        using (Fd slave = terminal.OpenSlave())
        {
            slave.Write("after"u8);
            peer.WaitForOutput("after");
        }

        Process.End(0);
        peer.WaitFor("exited");
    }

    private LogEntry[] ReadLog() => [.. new JsonFileLogReader(LogPath).ReadAsync(new LogReadOptions()).ToBlockingEnumerable()];

    private static string Text(LogEntry entry) => Encoding.UTF8.GetString(entry.Text.Span);

    private MonitorPeer Connect() => new(SocketPath);

    private MonitorPeer StartIt(int streams = 0)
    {
        MonitorPeer peer = Connect();
        peer.Subscribe(streams);
        peer.Start();
        peer.WaitFor("running");
        return peer;
    }

    private void Supervise(
        Func<SupervisorOptions, SupervisorOptions>? change = null, Func<StandardStreams, StandInProcess>? make = null)
    {
        using var borrowed = new Fd((int)_listener.Handle);
        Fd listener = borrowed.Duplicate();
        borrowed.SetHandleAsInvalid();
        var options = new SupervisorOptions
        {
            Listener = listener,
            ExitFile = ExitPath,
            PidFile = _directory.File("pid"),
            Log = new MonitorLog { File = new JsonFileLogOptions { Path = LogPath } },
            Stdin = true,
        };
        _supervising = Task.Factory.StartNew(
            () =>
            {
                using (listener)
                using (var supervisor = new Supervisor(change?.Invoke(options) ?? options, Make, TimeProvider.System))
                {
                    supervisor.Run();
                }
            },
            TaskCreationOptions.LongRunning);

        StandInProcess Make(StandardStreams streams)
        {
            StandInProcess process = make?.Invoke(streams) ?? new StandInProcess(streams);
            _made.SetResult(process);
            return process;
        }
    }
}
