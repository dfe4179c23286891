using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using Berth.Images;
using Berth.Oci;

namespace Berth.Engine.Containers;

/// <summary>What a client says about the image that a container is to become.</summary>
public sealed record CommitRequest
{
    /// <summary>ID or name of the container.</summary>
    public required string Container { get; init; }

    /// <summary>A configuration that replaces the container's, which fills in what it leaves open; null: the container's.</summary>
    public ContainerConfig? Config { get; init; }

    /// <summary>Name, with or without a tag; empty: none.</summary>
    public string? Repository { get; init; }

    public string? Tag { get; init; }

    public string? Author { get; init; }

    public string? Comment { get; init; }

    /// <summary>Dockerfile instructions, in order.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Freeze the container while its files are read. Default: yes.</summary>
    public bool Pause { get; init; } = true;

    /// <exception cref="ReferenceException">Not a name.</exception>
    /// <exception cref="ImageException">A name that nobody may give.</exception>
    internal Reference? Target()
    {
        if (string.IsNullOrEmpty(Repository))
        {
            return null;
        }

        return Reference.Parse(Repository).Digest is null
            ? ImageStore.NewName(Repository, Tag)
            : throw new InvalidParameterException("cannot import digest reference");
    }
}
