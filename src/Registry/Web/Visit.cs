using Berth.Registry.Access;
using Berth.Registry.Metadata;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web;

/// <summary>A request for a page, as the pages see it.</summary>
internal sealed record Visit
{
    public required Site Site { get; init; }

    public required Words Words { get; init; }

    /// <summary>Who looks; of an open registry <see cref="Caller.Everyone"/>.</summary>
    public required Caller Caller { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The page's own path and query, to come back to.</summary>
    public required string Path { get; init; }

    /// <summary>The log-in; null: nobody's.</summary>
    public Session? Session { get; init; }

    /// <summary>What the browser's cookie holds, or will hold where a page has a form.</summary>
    public required SessionSecret Secret { get; init; }

    /// <summary>False: the browser has no cookie yet, so a form of a page that did not set one proves nothing.</summary>
    public bool HasSecret { get; init; }

    public Viewer Viewer => Viewer.Of(Caller);

    /// <summary>The user who has logged in.</summary>
    public string? User => Session?.User;
}
