using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>What <see cref="ContainerProcess.Create"/> makes a container from.</summary>
public sealed record ContainerRequest
{
    /// <summary>Letters, digits and <c>_+-.</c>, not beginning with a dot.</summary>
    public required string Id { get; init; }

    /// <summary>Where states live: <c>--root</c>. The container gets <c>StateRoot/Id</c>, which must not exist yet.</summary>
    public required string StateRoot { get; init; }

    /// <summary>
    /// Whether the caller may have no access to cgroups (<c>--rootless</c>): a container that asks for none then goes without. Null: it
    /// may not when it is not the host's root.
    /// </summary>
    public bool? Rootless { get; init; }

    /// <summary>The bundle, absolute: relative paths of the spec start here.</summary>
    public required string Bundle { get; init; }

    public required Spec Spec { get; init; }

    /// <summary>
    /// The root as a mount that is nowhere yet (fsmount(2), open_tree(2)), which is moved onto the spec's root in the container's own mount
    /// namespace; null: what is at the spec's root already.
    /// </summary>
    public Fd? Root { get; init; }

    public StandardStreams Streams { get; init; } = StandardStreams.Inherited;

    /// <summary>Descriptors 3 … 3+n-1 of the caller that the container keeps.</summary>
    public int PreserveFds { get; init; }

    /// <summary>The root is moved over <c>/</c> rather than pivoted: for hosts that run from an initramfs.</summary>
    public bool NoPivot { get; init; }

    /// <summary>The session keyring of the caller is kept.</summary>
    public bool NoNewKeyring { get; init; }

    /// <summary>
    /// True: the process waits, all set up, for <see cref="ContainerProcess.Start"/> (or for the <c>start</c> verb of anybody else).
    /// False: it executes at once, and <see cref="ContainerProcess.Create"/> returns when it has.
    /// </summary>
    public bool WaitForStart { get; init; } = true;
}
