using System.Security.Cryptography.X509Certificates;

namespace Berth.EngineApi.Http;

/// <summary>How a client meets a daemon that speaks TLS.</summary>
public sealed record ClientTls
{
    /// <summary>Whose certificates are trusted, and nobody else's; null: the host's own authorities.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>What this client shows of itself, with its key; null: nothing.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Certificates between <see cref="Certificate"/> and its authority.</summary>
    public X509Certificate2Collection Intermediates { get => field ?? []; init; }

    /// <summary>Whoever answers is believed.</summary>
    public bool SkipVerify { get; init; }
}
