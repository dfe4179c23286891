namespace Berth.Registry.Accounts;

/// <summary>A user of an htpasswd file.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Hash">bcrypt's.</param>
internal sealed record HtpasswdEntry(int Line, string User, string Hash);
