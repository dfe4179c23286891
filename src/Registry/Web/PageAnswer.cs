using Berth.Registry.Web.Html;

namespace Berth.Registry.Web;

/// <summary>A page.</summary>
internal sealed record PageAnswer(int Status, PageHead Head, Action<HtmlWriter> Body) : Answer
{
    /// <summary>It has a form that needs the browser's cookie although nobody has logged in.</summary>
    public bool HasForm { get; init; }

    /// <summary>What everyone may see may be kept by the browser and asked for anew; everything else is not kept at all.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Seconds before the next attempt, with a 429.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
