using System.Net;

namespace Berth.Registry.Auditing;

/// <summary>Who did what: log-ins, changes of accounts and rights, pushes, deletions.</summary>
internal interface IAuditLog
{
    /// <summary>Records something that was done or refused. Never throws, never waits; a few may be lost when the disk is full or the process dies.</summary>
    /// <param name="action">One of <see cref="AuditAction"/>.</param>
    /// <param name="actor">The user; null: nobody had logged in, or the operator on the registry's own machine.</param>
    /// <param name="from">The client's address; null on the registry's own machine.</param>
    /// <param name="target">What it was done to: a repository with its tag or digest, a user.</param>
    /// <param name="outcome"><c>ok</c>, or why not.</param>
    void Record(string action, string? actor, IPAddress? from, string target, string outcome);
}
