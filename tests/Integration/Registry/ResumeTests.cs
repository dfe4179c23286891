using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>An upload goes on where it was, whatever happened to the registry meanwhile.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private readonly byte[] _blob = RandomNumberGenerator.GetBytes(3_000_000);
    private BerthRegistry? _registry;
    private HostileSite? _site;

    private BerthRegistry Registry => _registry ?? throw new InvalidOperationException();

    private HostileSite Site => _site ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        _registry = await BerthRegistry.StartAsync();
        _site = new HostileSite(_registry.Port);
    }

    public ValueTask DisposeAsync() => Registry.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_AChunkBeforeAndOneAfterARestart_IsWhole(bool isKilled)
    {
        string upload = Site.Begin();
        Assert.Equal(202, Site.Send($"PATCH {upload}", _blob[..1_000_000], "Content-Range: 0-999999").Status);

        await RestartAsync(isKilled);

        int length = Length(upload);
        Assert.Equal(1_000_000, length);
        Finish(upload, length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_AChunkThatARestartInterrupts_GoesOnFromWhatHasCome(bool isKilled)
    {
        string upload = Site.Begin();
        using (RawHttp http = Site.Connect())
        {
            http.Send([.. Encoding.ASCII.GetBytes($"PATCH {upload} HTTP/1.1\r\nHost: x\r\nContent-Length: {_blob.Length}\r\n\r\n"), .. _blob.AsSpan(0, 2_000_000)]);
            await Condition.WaitAsync("bytes of the chunk are stored", () => RegistryState.UploadBytes(Registry) > 0);
            if (isKilled)
            {
                await Registry.KillAsync();
            }
        }

        if (!isKilled)
        {
            // The client has gone: nothing is under way any more.
            await Registry.StopAsync();
        }

        await Registry.StartAgainAsync();

        int length = Length(upload);
        Assert.InRange(length, 1, 2_000_000);
        Finish(upload, length);
    }

    [Fact]
    public async Task Stop_WhileAChunkIsComing_LetsItEnd()
    {
        string upload = Site.Begin();
        using RawHttp http = Site.Connect();
        http.Send([.. Encoding.ASCII.GetBytes($"PATCH {upload} HTTP/1.1\r\nHost: x\r\nContent-Length: {_blob.Length}\r\n\r\n"), .. _blob.AsSpan(0, 2_000_000)]);
        await Condition.WaitAsync("bytes of the chunk are stored", () => RegistryState.UploadBytes(Registry) > 0);

        Task stop = Registry.StopAsync();
        await Condition.WaitAsync("it takes no new connections", IsRefusing);
        http.Send(_blob.AsSpan(2_000_000));
        RawAnswer answer = http.Receive();
        await stop;

        Assert.Equal(202, answer.Status);
        await Registry.StartAgainAsync();
        Finish(upload, Length(upload));
    }

    private async Task RestartAsync(bool isKilled)
    {
        await (isKilled ? Registry.KillAsync() : Registry.StopAsync());
        await Registry.StartAgainAsync();
    }

    private bool IsRefusing()
    {
        try
        {
            using RawHttp http = Site.Connect();
            return false;
        }
        catch (global::System.Net.Sockets.SocketException)
        {
            return true;
        }
    }

    private int Length(string upload)
    {
        RawAnswer status = Site.Send($"GET {upload}", null);
        Assert.Equal(204, status.Status);
        return int.Parse(status.Header("Range")!.AsSpan(2), CultureInfo.InvariantCulture) + 1;
    }

    private void Finish(string upload, int from)
    {
        string digest = HostileSite.Digest(_blob);
        RawAnswer answer = from < _blob.Length
            ? Site.Send($"PATCH {upload}", _blob[from..], string.Create(CultureInfo.InvariantCulture, $"Content-Range: {from}-{_blob.Length - 1}"))
            : Site.Send($"GET {upload}", null);
        Assert.Contains(answer.Status, (int[])[202, 204]);
        Assert.Equal(201, Site.Send($"PUT {HostileSite.With(upload, $"digest={digest}")}", []).Status);
        Assert.Equal(_blob, Site.Send($"GET /v2/{HostileSite.Repository}/blobs/{digest}", null).Body);
    }
}
