namespace Berth.Registry.Accounts;

/// <summary>A team.</summary>
/// <param name="Members">Users, in ordinal order.</param>
internal sealed record TeamRecord(string Name, IReadOnlyList<string> Members);
