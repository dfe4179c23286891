namespace Berth.EngineApi.Images;

/// <summary>The query of <c>POST /images/create?fromSrc=…</c>.</summary>
public sealed record ImportRequest
{
    /// <summary><c>-</c> takes <see cref="Archive"/>, anything else is a URL for the daemon.</summary>
    public required string Source { get; init; }

    /// <summary>A tar archive, compressed or not.</summary>
    public Stream? Archive { get; init; }

    public string? Repository { get; init; }

    public string? Tag { get; init; }

    public string? Message { get; init; }

    public string? Platform { get; init; }

    /// <summary>Dockerfile instructions that set the image's configuration.</summary>
    public IReadOnlyList<string> Changes { get => field ?? []; init; }
}
