namespace Berth.Registry.Web.Sessions;

/// <summary>A log-in on the web page. The database knows only the hash of what the browser has.</summary>
/// <param name="Id">Counts up; what the account page names it by.</param>
/// <param name="Address">From where it began.</param>
/// <param name="Browser">What it called itself, at most 200 characters.</param>
internal sealed record Session(long Id, string User, bool IsAdministrator, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, string Address, string Browser);
