using Berth.Registry.Accounts;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Endpoints;

/// <summary>Why an account could not be made or changed, in the visitor's language.</summary>
internal static class AccountProblem
{
    public static string Of(Words words, AccountException error) => error.Error switch
    {
        AccountError.NameInvalid => words.NameInvalid,
        AccountError.NameTaken => words.NameTaken,
        AccountError.PasswordTooShort => words.PasswordTooShort,
        AccountError.PasswordTooLong => words.PasswordTooLong,
        AccountError.Unknown => words.NobodyOfThatName,
        AccountError.TokenInvalid => words.TokenInvalid,
        AccountError.TooManyTokens => words.TooManyTokens,
        _ => words.Forbidden,
    };
}
