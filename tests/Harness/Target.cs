namespace Berth.Harness;

/// <summary>
/// Which daemon and which client the behaviour tests drive. The same suite runs in three pairings: <c>berth</c> → <c>berthd</c>
/// (the default), the real <c>docker</c> client → <c>berthd</c> (<c>BERTH_TEST_CLIENT=docker</c>), and <c>docker</c> →
/// <c>dockerd</c> (<c>BERTH_TEST_TARGET=dockerd</c>), which proves the suite itself against the reference implementation. Tests of a
/// registry take <c>berth-registry</c>, or Debian's docker-registry (<c>BERTH_TEST_REGISTRY=docker-registry</c>) for the same reason.
/// </summary>
public static class Target
{
    /// <summary>The daemon under test is Debian's dockerd.</summary>
    public static bool IsDockerd { get; } = Environment.GetEnvironmentVariable("BERTH_TEST_TARGET") == "dockerd";

    /// <summary>The client under test is the real docker command.</summary>
    public static bool IsDockerClient { get; } = IsDockerd || Environment.GetEnvironmentVariable("BERTH_TEST_CLIENT") == "docker";

    /// <summary>The registry under test is Debian's docker-registry.</summary>
    public static bool IsDockerRegistry { get; } = Environment.GetEnvironmentVariable("BERTH_TEST_REGISTRY") == "docker-registry";

    /// <summary>
    /// Containers get a bridge. A second dockerd on the machine would fight over docker0 and the firewall, so it has none, unless the
    /// test program runs in a network namespace of its own and says so: <c>BERTH_TEST_OWN_NETNS=1</c>.
    /// </summary>
    public static bool HasBridge { get; } = !IsDockerd || Environment.GetEnvironmentVariable("BERTH_TEST_OWN_NETNS") == "1";
}
