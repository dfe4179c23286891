using Berth.EngineApi;
using Berth.EngineApi.Http;

namespace Berth.Cli.Containers.Stats;

/// <summary>Reads the statistics of one container on a thread of its own, and keeps the latest.</summary>
internal sealed class StatsCollector(CliContext context, string container, Action changed)
{
    private const int StackBytes = 256 << 10;

    private volatile StatsRow _row = StatsRow.Unknown(container);
    private volatile bool _hasEnded;
    private EngineResponse? _response;

    public string Container { get; } = container;

    public StatsRow Row => _row;

    /// <summary>Something has come, be it an error.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The daemon has no more to say: the container is gone.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Why nothing comes; null while it does.</summary>
    public string? Error { get; private set; }

    public void Start(bool stream) => new Thread(() => Collect(stream), StackBytes) { IsBackground = true }.Start();

    /// <summary>Gives the answer up.</summary>
    public void Stop() => Volatile.Read(ref _response)?.Abort();

    private void Collect(bool stream)
    {
        try
        {
            using var response = context.Client.OpenStats(Container, stream);
            Volatile.Write(ref _response, response);
            foreach (var stats in EngineClient.ReadStats(response))
            {
                _row = StatsRow.Of(Container, stats);
                HasBegun = true;
                changed();
            }
        }
        catch (EngineApiException e)
        {
            Error = CliContext.Describe(e);
        }
        catch (EngineConnectionException e)
        {
            Error = context.Describe(e);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            Error = e.Message;
        }

        if (stream)
        {
            _row = StatsRow.Unknown(Container);
        }

        HasBegun = true;
        _hasEnded = true;
        changed();
    }
}
