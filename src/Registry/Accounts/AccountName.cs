using Berth.Oci;

namespace Berth.Registry.Accounts;

/// <summary>
/// What a user or team may be called: one component of a repository's name, because the name is a namespace: lower-case letters and digits, with
/// single separators (<c>.</c>, <c>_</c>, <c>__</c>, dashes) between them.
/// </summary>
internal static class AccountName
{
    /// <summary>Characters; leaves a repository's name the rest of its 255.</summary>
    public const int MaxLength = 64;

    public static bool IsValid(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && !name.Contains('/') && ReferenceGrammar.IsPath(name);

    /// <exception cref="AccountException">It is none.</exception>
    public static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw new AccountException(
                AccountError.NameInvalid,
                $"\"{name}\" cannot be a name: 1 to {MaxLength} lower-case letters and digits, with '.', '_' or '-' between them");
        }
    }
}
