namespace Berth.Registry.Configuration;

/// <summary>What was given for one setting, and where.</summary>
/// <param name="Items">One, or several for a list.</param>
/// <param name="Origin">What an error message begins with: <c>registry.toml:3:9: tls.cert</c> or <c>--tls-cert</c>.</param>
/// <param name="IsFromCommandLine">Else from the file.</param>
internal sealed record SettingValue(IReadOnlyList<string> Items, string Origin, bool IsFromCommandLine);
