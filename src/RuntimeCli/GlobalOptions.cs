using Berth.Runtime;

namespace Berth.RuntimeCli;

/// <summary>Options before the verb; their defaults are said here.</summary>
internal sealed record GlobalOptions
{
    /// <summary>Of the host's root; a user has his own below $XDG_RUNTIME_DIR.</summary>
    public static string DefaultRoot => $"{RootlessUser.RuntimeDirectory ?? "/run"}/berth-runtime";

    /// <summary>Where the states of containers live.</summary>
    public string Root { get; init; } = "/run/berth-runtime";

    /// <summary>Whether <see cref="Root"/> was given.</summary>
    public bool RootGiven { get; init; }

    /// <summary>A file that the log is appended to; null: standard error.</summary>
    public string? Log { get; init; }

    /// <summary>True for one JSON object a line, false for logfmt.</summary>
    public bool LogJson { get; init; }

    /// <summary>The log tells the steps that are taken.</summary>
    public bool Debug { get; init; }

    /// <summary>Whether a cgroup that may not be made is done without; null: by who the caller is.</summary>
    public bool? Rootless { get; init; }
}
