using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web;

/// <summary>What a request is answered with.</summary>
internal abstract record Answer
{
    /// <summary>The session that the browser has from now on: a new one, or with <see cref="EndsSession"/> none.</summary>
    public SessionSecret? NewSession { get; init; }

    /// <summary>The browser's session is over.</summary>
    public bool EndsSession { get; init; }
}
