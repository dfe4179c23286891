namespace Berth.Integration.Registry;

/// <summary>One thing that a client should not do, and how it has to be answered.</summary>
/// <param name="Name">Names the test.</param>
/// <param name="Send">Does it; the last answer counts.</param>
/// <param name="Statuses">The HTTP statuses that are right.</param>
/// <param name="Code">The code of the error document; null: whatever.</param>
internal sealed record HostileRequest(string Name, Func<HostileSite, RawAnswer> Send, int[] Statuses, string? Code)
{
    /// <summary>How much memory the server may take beyond what it has idle. Default 48.</summary>
    public int Megabytes { get; init; } = 48;

    /// <summary>One request without a body.</summary>
    public static HostileRequest Of(string name, string line, int status, string? code, params string[] headers) =>
        new(name, site => site.Send(line, null, headers), [status], code);

    public override string ToString() => Name;
}
