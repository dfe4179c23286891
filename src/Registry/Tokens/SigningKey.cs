using Microsoft.IdentityModel.Tokens;

namespace Berth.Registry.Tokens;

/// <summary>A key that tokens are signed with; it has one algorithm, whatever a token says.</summary>
internal sealed record SigningKey(string Id, string Algorithm, SecurityKey Key);
