using System.Collections.Concurrent;
using System.Net;
using Berth.Registry.Auditing;

namespace Berth.Unit.Registry.Accounts;

/// <summary>Keeps what was recorded: <c>action actor target outcome</c>.</summary>
internal sealed class RecordedAudit : IAuditLog
{
    public ConcurrentQueue<string> Entries { get; } = new();

    public void Record(string action, string? actor, IPAddress? from, string target, string outcome) =>
        Entries.Enqueue($"{action} {actor ?? "-"} {target} {outcome}");
}
