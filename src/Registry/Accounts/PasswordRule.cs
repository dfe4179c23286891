using System.Text;

namespace Berth.Registry.Accounts;

/// <summary>What a new password must be (NIST SP 800-63B, 5.1.1.2: length, nothing else).</summary>
internal static class PasswordRule
{
    /// <summary>Characters.</summary>
    public const int MinLength = 8;

    /// <summary>Bytes of UTF-8: bcrypt does not read further, and a password must not be shorter than its owner thinks.</summary>
    public const int MaxBytes = 72;

    /// <exception cref="AccountException">It is none.</exception>
    public static void Check(string password)
    {
        if (password.Length < MinLength)
        {
            throw new AccountException(AccountError.PasswordTooShort, $"a password has at least {MinLength} characters");
        }

        if (!Fits(password))
        {
            throw new AccountException(AccountError.PasswordTooLong, $"a password has at most {MaxBytes} bytes, without NUL among them");
        }
    }

    /// <summary>Whether bcrypt reads all of it.</summary>
    public static bool Fits(string password) =>
        password.Length <= MaxBytes && Encoding.UTF8.GetByteCount(password) <= MaxBytes && !password.Contains('\0');
}
