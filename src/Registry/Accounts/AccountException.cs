namespace Berth.Registry.Accounts;

/// <summary>An account cannot be made or changed as asked; the message is for people.</summary>
internal sealed class AccountException(AccountError error, string message) : Exception(message)
{
    public AccountError Error { get; } = error;
}
