using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>Whose namespace a container uses.</summary>
public enum NamespaceOwner
{
    /// <summary>One of its own.</summary>
    Private,

    /// <summary>The host's.</summary>
    Host,

    /// <summary>Another container's.</summary>
    Container,

    /// <summary>Ipc: one of its own that other containers may join.</summary>
    Shareable,

    /// <summary>Network: one of its own with nothing in it but loopback. Ipc: one of its own without /dev/shm.</summary>
    None,
}

/// <summary>A mode of HostConfig: <c>host</c>, <c>none</c>, <c>container:NAME</c>, or one of its own.</summary>
/// <param name="Container">Name or ID of the other container; only with <see cref="NamespaceOwner.Container"/>.</param>
public sealed record NamespaceMode(NamespaceOwner Owner, string? Container = null)
{
    private const string ContainerPrefix = "container:";

    public bool IsHost => Owner == NamespaceOwner.Host;

    public bool IsContainer => Owner == NamespaceOwner.Container;

    /// <summary>Any name that is no mode is a network's, so one of the container's own.</summary>
    public static NamespaceMode Network(string? mode) => mode switch
    {
        "none" => new NamespaceMode(NamespaceOwner.None),
        _ => HostOrContainer(mode, "network") ?? new NamespaceMode(NamespaceOwner.Private),
    };

    public static NamespaceMode Pid(string? mode) => HostOrContainer(mode, "PID") ?? Private(mode, "PID");

    public static NamespaceMode Ipc(string? mode) => mode switch
    {
        "private" => new NamespaceMode(NamespaceOwner.Private),
        "none" => new NamespaceMode(NamespaceOwner.None),
        "shareable" => new NamespaceMode(NamespaceOwner.Shareable),
        _ => HostOrContainer(mode, "IPC") ?? Private(mode, "IPC"),
    };

    public static NamespaceMode Uts(string? mode) => mode == "host" ? new NamespaceMode(NamespaceOwner.Host) : Private(mode, "UTS");

    public static NamespaceMode Cgroup(string? mode) => mode switch
    {
        "host" => new NamespaceMode(NamespaceOwner.Host),
        "private" => new NamespaceMode(NamespaceOwner.Private),
        _ => throw new InvalidParameterException($"invalid cgroup namespace mode: {mode}"),
    };

    private static NamespaceMode? HostOrContainer(string? mode, string kind)
    {
        if (mode == "host")
        {
            return new NamespaceMode(NamespaceOwner.Host);
        }

        if (mode is null || !mode.StartsWith(ContainerPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        string name = mode[ContainerPrefix.Length..];
        return name.Length > 0
            ? new NamespaceMode(NamespaceOwner.Container, name)
            : throw new InvalidParameterException($"invalid {kind} mode: invalid container format container:<name|id>");
    }

    private static NamespaceMode Private(string? mode, string kind) =>
        string.IsNullOrEmpty(mode)
            ? new NamespaceMode(NamespaceOwner.Private)
            : throw new InvalidParameterException($"invalid {kind} mode: {mode}");
}
