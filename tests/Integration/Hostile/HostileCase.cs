using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>One archive that means harm, and what has to become of it.</summary>
/// <param name="Name">Names the test and, where the archive is accepted, the image.</param>
/// <param name="Verb"><c>import</c> or <c>load</c>.</param>
/// <param name="Archive">Makes it, piece by piece; it may be very long.</param>
internal sealed record HostileCase(string Name, string Verb, Func<IEnumerable<byte[]>> Archive)
{
    /// <summary>Part of the error that the client prints; null: the archive is accepted.</summary>
    public string? Error { get; private init; }

    /// <summary>Of an accepted import: everything that the layer has, as <see cref="LayerListing"/> lists it; null: not compared.</summary>
    public IReadOnlyList<string>? Files { get; private init; }

    /// <summary>Of an image that is accepted: part of the error when a container is to be made of it; null: one can be made.</summary>
    public string? CreateError { get; init; }

    /// <summary>The same of its history.</summary>
    public string? HistoryError { get; init; }

    /// <summary>Whether the archive of a container's files breaks off: it could not be unpacked again.</summary>
    public bool ExportError { get; init; }

    /// <summary>How much memory the daemon may use beyond what it uses idle. Default 160.</summary>
    public int Megabytes { get; init; } = 160;

    /// <summary>What an import calls it, and what an archive for load has to call it.</summary>
    public string Image { get; init; } = $"hostile/{Name}:latest";

    /// <summary>The archive is itself the root file system.</summary>
    public static HostileCase Import(string name, RawTar archive) => new(name, "import", () => [.. archive.Chunks, RawTar.EndMarker]);

    public static HostileCase Import(string name, Func<IEnumerable<byte[]>> archive) => new(name, "import", archive);

    public static HostileCase Load(string name, RawTar archive) => new(name, "load", () => [.. archive.Chunks, RawTar.EndMarker]);

    public static HostileCase Load(string name, Func<IEnumerable<byte[]>> archive) => new(name, "load", archive);

    public static HostileCase Load(string name, HostileImage image) => Load(name, () => image);

    public static HostileCase Load(string name, Func<HostileImage> image) => new(name, "load", () => image().ToChunks($"hostile/{name}:latest"));

    public HostileCase Refused(string error) => this with { Error = error };

    public HostileCase Accepted(params string[] files) => this with { Error = null, Files = files };

    public HostileCase AcceptedWhatever() => this with { Error = null, Files = null };

    public override string ToString() => Name;
}
