using System.Net;
using Berth.Registry.Auditing;

namespace Berth.Unit.Registry.Protocol;

/// <summary>What was recorded, a line each.</summary>
internal sealed class MemoryAuditLog : IAuditLog
{
    public List<string> Lines { get; } = [];

    public void Record(string action, string? actor, IPAddress? from, string target, string outcome) => Lines.Add($"{action} {target} {outcome}");
}
