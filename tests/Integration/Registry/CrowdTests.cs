using System.Text;
using Berth.Harness;
using Berth.Integration.Hostile;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>Very many of something, none of which ends: uploads, connections, heads, bodies. Who asks properly is served meanwhile.</summary>
public sealed class CrowdTests : IAsyncLifetime
{
    private const int MostMegabytes = 200;

    private BerthRegistry? _registry;
    private HostileSite? _site;

    private BerthRegistry Registry => _registry ?? throw new InvalidOperationException();

    private HostileSite Site => _site ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        _registry = await BerthRegistry.StartAsync();
        _site = new HostileSite(_registry.Port);
        _site.Fill();
    }

    public ValueTask DisposeAsync() => Registry.DisposeAsync();

    [Fact]
    public async Task Uploads_10000BegunAndLeft_CostNoMemoryAndOutlastAStop()
    {
        const int ways = 10, each = 1000;
        string[] before = RegistryState.Of(Registry);
        byte[] post = RawHttp.Request($"POST /v2/{HostileSite.Repository}/blobs/uploads/", []);

        string[] last = await Task.WhenAll(Enumerable.Range(0, ways).Select(_ => Task.Run(() =>
        {
            using RawHttp http = Site.Connect();
            RawAnswer answer = new(0, [], []);
            for (int i = 0; i < each; i++)
            {
                http.Send(post);
                answer = http.Receive();
                Assert.Equal(202, answer.Status);
            }

            return HostileSite.PathOf(answer.Header("Location")!);
        })));

        AssertServed();
        Assert.Equal(before, RegistryState.Of(Registry));
        await Registry.StopAsync();
        await Registry.StartAgainAsync();
        Assert.All(last, upload => Assert.Equal(204, Site.Send($"GET {upload}", null).Status));
        AssertServed();
    }

    [Fact]
    public void Connections_OfHeadsAndBodiesWithoutEnd_LeaveRoomForOthers()
    {
        List<RawHttp> open = [];
        try
        {
            string upload = Site.Begin();
            for (int i = 0; i < 300; i++)
            {
                open.Add(Site.Connect());
                open[^1].Send("GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Slow: a"u8);
                open.Add(Site.Connect());
                open[^1].Send(Encoding.ASCII.GetBytes($"PUT /v2/{HostileSite.Repository}/manifests/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n{{"));
                open.Add(Site.Connect());
                open[^1].Send(Encoding.ASCII.GetBytes($"PATCH {upload} HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\na"));
            }

            for (int i = 0; i < 50; i++)
            {
                AssertServed();
            }
        }
        finally
        {
            open.ForEach(http => http.Dispose());
        }

        AssertServed();
    }

    [Fact]
    public void Connections_1000AtOnce_AreAllAnswered()
    {
        byte[] request = RawHttp.Request($"GET /v2/{HostileSite.Repository}/blobs/{Site.BlobDigest}", null);
        RawHttp[] open = [.. Enumerable.Range(0, 1000).Select(_ => Site.Connect())];
        try
        {
            foreach (RawHttp http in open)
            {
                http.Send(request);
            }

            Assert.All(open, http => Assert.Equal(Site.Blob, http.Receive().Body));
        }
        finally
        {
            Array.ForEach(open, http => http.Dispose());
        }

        AssertServed();
    }

    [Fact]
    public void Upload_OneThatTwoAppendTo_HasTheBytesOfOneOrTheOther()
    {
        byte[] one = [.. Enumerable.Repeat((byte)'1', 200_000)], two = [.. Enumerable.Repeat((byte)'2', 200_000)];
        string upload = Site.Begin();
        RawAnswer[] answers = new RawAnswer[2];

        Parallel.For(0, 2, i => answers[i] = Site.Send($"PATCH {upload}", i == 0 ? one : two, "Content-Range: 0-199999"));

        RawAnswer winner = Assert.Single(answers, answer => answer.Status == 202);
        byte[] expected = ReferenceEquals(winner, answers[0]) ? one : two;
        Assert.Equal(201, Site.Send($"PUT {HostileSite.With(upload, $"digest={HostileSite.Digest(expected)}")}", []).Status);
        Assert.Equal(expected, Site.Send($"GET /v2/{HostileSite.Repository}/blobs/{HostileSite.Digest(expected)}", null).Body);
    }

    private void AssertServed()
    {
        RawAnswer answer = Site.Send($"GET /v2/{HostileSite.Repository}/manifests/1", null);
        Assert.Equal(Site.Manifest, answer.Body);
        long peak = DaemonMemory.Peak(Registry.ProcessId) >> 20;
        Assert.True(peak < MostMegabytes, $"the registry took {peak} MB");
    }
}
