namespace Berth.Harness;

/// <summary>How a private daemon differs from the usual one.</summary>
public sealed record DaemonOptions
{
    /// <summary>More arguments for the daemon, after the harness's own.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>More variables for the daemon's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The network namespace that the daemon takes for its host, as a file (<c>/run/netns/NAME</c>); null: this one.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>Import the busybox image once the daemon answers. Default true.</summary>
    public bool WithBusybox { get; init; } = true;

    /// <summary>Start Debian's dockerd, with the docker command as its client, whatever <see cref="Target"/> says.</summary>
    public bool Reference { get; init; } = Target.IsDockerd;
}
