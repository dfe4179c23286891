using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>What is to be fetched.</summary>
/// <param name="Reference">A tag or a digest; with neither, every tag of the repository. Beside a digest, a tag says nothing.</param>
public sealed record PullRequest(Reference Reference)
{
    /// <summary>Which image of several; null: the one that suits this machine best.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Null: none.</summary>
    public RegistryCredentials? Credentials { get; init; }
}
