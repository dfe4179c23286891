using System.Net;
using Berth.Registry.Accounts;

namespace Berth.Registry.Auditing;

/// <summary>Of a registry that may get accounts while it serves: from then on the audit log is kept.</summary>
internal sealed class CurrentAuditLog(AccountsState state, LoggedAuditLog logged, SqliteAuditLog kept) : IAuditLog
{
    public void Record(string action, string? actor, IPAddress? from, string target, string outcome)
    {
        IAuditLog current = state.HasAccounts ? kept : logged;
        current.Record(action, actor, from, target, outcome);
    }
}
