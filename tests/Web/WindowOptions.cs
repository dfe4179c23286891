namespace Berth.Web;

/// <summary>Who looks, and at what.</summary>
internal sealed record WindowOptions
{
    public string Locale { get; init; } = "en-GB";

    public bool IsDark { get; init; }

    /// <summary>CSS pixels.</summary>
    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 900;

    public bool HasScript { get; init; } = true;

    /// <summary>A small phone.</summary>
    public static WindowOptions Phone { get; } = new() { Width = 360, Height = 740 };
}
