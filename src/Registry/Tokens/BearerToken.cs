using Berth.Registry.Access;

namespace Berth.Registry.Tokens;

/// <summary>A token whose signature, times and audience were right; whether its user still has the rights is asked each time.</summary>
/// <param name="User">Null: nobody has logged in.</param>
/// <param name="KeyId">The key that signed it.</param>
internal sealed record BearerToken(
    string? User,
    IReadOnlyList<TokenAccess> Access,
    string KeyId,
    long Revision,
    long? AccessToken,
    DateTimeOffset Expires);
