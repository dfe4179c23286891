using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>One entry of <c>VolumesFrom</c>: <c>CONTAINER[:MODE]</c>.</summary>
/// <param name="Container">Name or ID.</param>
/// <param name="Writable">What it mounts for writing is mounted so here, too.</param>
internal sealed record VolumesFromSpec(string Container, bool Writable)
{
    /// <exception cref="InvalidParameterException">It is empty, or the mode is none.</exception>
    public static VolumesFromSpec Parse(string spec)
    {
        if (spec.Length == 0)
        {
            throw new InvalidParameterException("volumes-from specification cannot be an empty string");
        }

        int colon = spec.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return new VolumesFromSpec(spec, true);
        }

        BindMode mode = BindMode.Parse(spec[(colon + 1)..]);
        return mode is { Propagation: null, NoCopy: false, IdMap: null }
            ? new VolumesFromSpec(spec[..colon], mode.Writable)
            : throw new InvalidParameterException($"invalid mode: {spec[(colon + 1)..]}");
    }

    /// <summary>The mounts of a container as another one takes them over: a volume is what it is by now, so nothing is copied into it.</summary>
    public IEnumerable<ContainerMount> Take(IEnumerable<ContainerMount> mounts) =>
        mounts.Select(m => m with { Writable = m.Writable && Writable, CopyUp = false, CreateSource = false });
}
