namespace Berth.RegistryClient.Auth;

/// <summary>A bearer token.</summary>
/// <param name="Value">As it is sent.</param>
/// <param name="Until">When it is no longer used; a little before it runs out.</param>
/// <param name="RefreshToken">A long-lived token to get others with; empty where none was given.</param>
internal sealed record Token(string Value, DateTimeOffset Until, string RefreshToken);
