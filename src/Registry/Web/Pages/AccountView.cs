using Berth.Registry.Accounts;
using Berth.Registry.Metadata;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web.Pages;

/// <summary>A user's account, for their page.</summary>
internal sealed record AccountView
{
    public required IReadOnlyList<RepositoryRecord> Repositories { get; init; }

    public required IReadOnlyList<AccessToken> Tokens { get; init; }

    public required IReadOnlyList<Session> Sessions { get; init; }

    /// <summary>Why a form did not work.</summary>
    public string? Problem { get; init; }

    /// <summary>What a form did.</summary>
    public string? Done { get; init; }
}
