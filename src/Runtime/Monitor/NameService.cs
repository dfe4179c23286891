using Berth.Dns.Serving;
using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <summary>Answers the container's questions for names.</summary>
internal sealed class NameService(DnsServer server) : IMonitorService
{
    public void AddTo(PollSet poll) => server.AddTo(poll);

    public int TimeToWait() => server.TimeToWait();

    public void Serve(PollSet poll) => server.Serve(poll);

    public void Dispose() => server.Dispose();
}
