namespace Berth.Registry.Accounts;

/// <summary>Why an account could not be made or changed.</summary>
internal enum AccountError
{
    /// <summary>Not what <see cref="AccountName"/> asks for.</summary>
    NameInvalid,

    /// <summary>A user or team has it, or, for who registers themselves, repositories have it as their namespace.</summary>
    NameTaken,

    /// <summary>Fewer than <see cref="PasswordRule.MinLength"/> characters.</summary>
    PasswordTooShort,

    /// <summary>More than <see cref="PasswordRule.MaxBytes"/> bytes.</summary>
    PasswordTooLong,

    /// <summary>No such user or team.</summary>
    Unknown,

    /// <summary>A token's label is empty or too long, or its end has passed.</summary>
    TokenInvalid,

    /// <summary>The user has as many tokens as one may have.</summary>
    TooManyTokens,

    /// <summary>People cannot make their own accounts here.</summary>
    RegistrationClosed,
}
