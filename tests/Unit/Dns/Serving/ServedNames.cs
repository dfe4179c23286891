using System.Net.Sockets;
using Berth.Dns.Forwarding;
using Berth.Dns.Names;
using Berth.Dns.Serving;
using Berth.Linux;
using Berth.Unit.Runtime.Logs;

namespace Berth.Unit.Dns.Serving;

/// <summary>A name server whose world is the test: Unix sockets for the network, files below a temporary directory, a clock that stands still.</summary>
internal sealed class ServedNames : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _time = new();
    private readonly PollSet _poll = new();
    private readonly Socket _client = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Dictionary<string, Socket> _ends = [];
    private readonly Dictionary<string, bool> _opened = [];
    private readonly List<Socket> _sockets = [];
    private readonly DnsServer _server;
    private ContainerNames _names = new() { NamespacePath = "/none" };

    public ServedNames()
    {
        Directory.CreateDirectory(NameFiles.ContainersDirectory(_directory.Path));
        Directory.CreateDirectory(NameFiles.NetworksDirectory(_directory.Path));
        WriteHost("nameserver 10.9.9.9\n");
        Socket datagrams = New(SocketType.Dgram), stream = New(SocketType.Stream);
        datagrams.Bind(new UnixDomainSocketEndPoint(_directory.File("d")));
        stream.Bind(new UnixDomainSocketEndPoint(_directory.File("s")));
        stream.Listen(64);
        _client.Bind(new UnixDomainSocketEndPoint(_directory.File("c")));
        _client.Connect(new UnixDomainSocketEndPoint(_directory.File("d")));
        _client.ReceiveTimeout = 10_000;
        _server = new DnsServer(
            new KnownNames(_directory.Path, "c1"),
            new HostServers(_directory.File("resolv.conf"), _directory.File("resolved.conf")),
            Own(datagrams),
            Own(stream),
            Open,
            _time);
    }

    /// <summary>What the servers answer, by address; null: nothing. Others cannot be reached.</summary>
    public Dictionary<string, Func<byte[], byte[]?>> Servers { get; } = [];

    /// <summary>What servers were asked.</summary>
    public List<(string Server, bool FromContainer, bool IsStream, byte[] Question)> Asked { get; } = [];

    public int TimeToWait => _server.TimeToWait();

    public bool HasAnswer => _client.Available > 0;

    public void Write(string network, params NamedEndpoint[] endpoints) =>
        Replace(NameFiles.Network(_directory.Path, network), NetworkNamesFile.Render(endpoints));

    public void WriteContainer(params NetworkReference[] networks) => WriteContainer(names => names with { Networks = networks });

    public void WriteContainer(Func<ContainerNames, ContainerNames> change)
    {
        _names = change(_names);
        Replace(NameFiles.Container(_directory.Path, "c1"), _names.Render());
    }

    public void WriteHost(string content) => Replace(_directory.File("resolv.conf"), content);

    public void WriteResolved(string content) => Replace(_directory.File("resolved.conf"), content);

    public void Send(byte[] question) => _client.Send(question);

    public ReadAnswer Receive() => ReadAnswer.Of(ReceiveBytes());

    /// <summary>The next answer as it came.</summary>
    public byte[] ReceiveBytes()
    {
        byte[] answer = new byte[ushort.MaxValue];
        return answer[.._client.Receive(answer)];
    }

    public void Drain()
    {
        while (HasAnswer)
        {
            Receive();
        }
    }

    public ReadAnswer Ask(byte[] question)
    {
        Send(question);
        for (int i = 0; i < 10 && !HasAnswer; i++)
        {
            Turn();
        }

        return Receive();
    }

    public Socket Connect()
    {
        Socket client = New(SocketType.Stream);
        client.Connect(new UnixDomainSocketEndPoint(_directory.File("s")));
        client.ReceiveTimeout = 10_000;
        return client;
    }

    public ReadAnswer AskOverTcp(byte[] question)
    {
        using Socket client = Connect();

        // In two pieces.
        byte[] framed = QuestionBytes.WithLength(question);
        client.Send(framed.AsSpan(0, 5));
        Turn();
        Turn();
        client.Send(framed.AsSpan(5));
        for (int i = 0; i < 10 && client.Available == 0; i++)
        {
            Turn();
        }

        byte[] length = new byte[2];
        client.Receive(length);
        byte[] answer = new byte[(length[0] << 8) | length[1]];
        for (int got = 0; got < answer.Length;)
        {
            int more = client.Receive(answer.AsSpan(got));
            got += more > 0 ? more : throw new EndOfStreamException();
        }

        return ReadAnswer.Of(answer);
    }

    /// <summary>A server sends something of its own accord, from the socket that was used last.</summary>
    public void Say(string server, byte[] datagram) => _ends[server].Send(datagram);

    public void Pass(int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Turn();
    }

    /// <summary>One round of the loop, which does not wait; then the servers that are played answer what they were asked.</summary>
    public void Turn()
    {
        _poll.Clear();
        _server.AddTo(_poll);
        _poll.Wait(0);
        _server.Serve(_poll);
        foreach ((string server, Socket end) in _ends)
        {
            Play(server, end);
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _sockets.ForEach(socket => socket.Dispose());
        _directory.Dispose();
    }

    private void Play(string server, Socket end)
    {
        while (end.Available > 0)
        {
            byte[] buffer = new byte[4096];
            bool isStream = end.SocketType == SocketType.Stream;
            byte[] question = buffer[(isStream ? 2 : 0)..end.Receive(buffer)];
            Asked.Add((server, _opened[server], isStream, question));
            if (Servers[server](question) is { } answer)
            {
                end.Send(isStream ? QuestionBytes.WithLength(answer) : answer);
            }
        }
    }

    private Fd? Open(Upstream server, bool isStream)
    {
        string name = server.Address.ToString();
        if (!Servers.ContainsKey(name))
        {
            return null;
        }

        string path = _directory.File($"u{_sockets.Count}");
        Socket ours = New(isStream ? SocketType.Stream : SocketType.Dgram), theirs = New(ours.SocketType);
        if (isStream)
        {
            using Socket listener = New(SocketType.Stream);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            ours.Connect(new UnixDomainSocketEndPoint(path));
            theirs = listener.Accept();
            _sockets.Add(theirs);
        }
        else
        {
            theirs.Bind(new UnixDomainSocketEndPoint(path));
            ours.Bind(new UnixDomainSocketEndPoint(path + "o"));
            ours.Connect(new UnixDomainSocketEndPoint(path));
            theirs.Connect(new UnixDomainSocketEndPoint(path + "o"));
        }

        _ends[name] = theirs;
        _opened[name] = server.FromContainer;
        return Own(ours);
    }

    private Socket New(SocketType type)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>A descriptor of its own for the server.</summary>
    private static Fd Own(Socket socket)
    {
        using var borrowed = new Fd((int)socket.Handle);
        Fd copy = borrowed.Duplicate();
        borrowed.SetHandleAsInvalid();
        return copy;
    }

    private static void Replace(string path, string content)
    {
        File.WriteAllText(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }
}
