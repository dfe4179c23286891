namespace Berth.EngineApi.Swarm;

/// <summary>The bodies of <c>POST /swarm/init</c> and <c>POST /swarm/join</c>: the part that is looked at before there is a swarm.</summary>
public sealed record SwarmJoinRequest
{
    public string ListenAddr { get => field ?? ""; init; }

    public IReadOnlyList<string>? RemoteAddrs { get; init; }
}
