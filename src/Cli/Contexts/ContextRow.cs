namespace Berth.Cli.Contexts;

/// <summary>A context in a listing.</summary>
internal sealed record ContextRow(string Name, bool IsCurrent, string Description, string Host, string Error);
