namespace Berth.Registry.Web.Sessions;

/// <summary>A log-in that begins.</summary>
/// <param name="Revision">Of the user's password (<see cref="Accounts.UserRecord.Revision"/>): with another one the session is over.</param>
/// <param name="Address">From where.</param>
/// <param name="Browser">What it calls itself, at most 200 characters.</param>
internal sealed record NewSession(string User, long Revision, string Address, string Browser);
