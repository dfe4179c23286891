namespace Berth.Harness;

/// <summary>
/// Which daemon and which client the behaviour tests drive. The same suite runs in three pairings: <c>berth</c> → <c>berthd</c>
/// (the default), the real <c>docker</c> client → <c>berthd</c> (<c>BERTH_TEST_CLIENT=docker</c>), and <c>docker</c> →
/// <c>dockerd</c> (<c>BERTH_TEST_TARGET=dockerd</c>), which proves the suite itself against the reference implementation.
/// </summary>
public static class Target
{
    /// <summary>The daemon under test is Debian's dockerd.</summary>
    public static bool IsDockerd { get; } = Environment.GetEnvironmentVariable("BERTH_TEST_TARGET") == "dockerd";

    /// <summary>The client under test is the real docker command.</summary>
    public static bool IsDockerClient { get; } = IsDockerd || Environment.GetEnvironmentVariable("BERTH_TEST_CLIENT") == "docker";
}
