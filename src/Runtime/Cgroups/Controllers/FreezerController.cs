using Berth.Linux;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// <c>freezer.state</c> on v1, <c>cgroup.freeze</c> on v2 (of every v2 cgroup, no controller).
/// <code>
/// v1: THAWED → (write FROZEN) → FREEZING → FROZEN       new processes may slip in while it freezes: written again until it is frozen
/// v2: cgroup.freeze 1 → cgroup.events "frozen 1"         the kernel tells when
/// </code>
/// </summary>
internal static class FreezerController
{
    private const string Thawed = "THAWED";
    private const string Frozen = "FROZEN";
    private const int Attempts = 1000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The file to read whether a container is frozen, whatever the version; null without a freezer.</summary>
    public static string? FileOf(CgroupPaths paths) =>
        paths.Used.Count == 0 ? null
        : paths.Layout is { IsUnified: true, Unified: { } unified } ? $"{paths.DirectoryOf(unified)}/cgroup.freeze"
        : paths.Layout.Of("freezer") is { } freezer ? $"{paths.DirectoryOf(freezer)}/freezer.state"
        : null;

    /// <param name="file">As <see cref="FileOf"/> gave it.</param>
    public static bool IsFrozen(string file)
    {
        string directory = Path.GetDirectoryName(file)!;
        return file.EndsWith("/cgroup.freeze", StringComparison.Ordinal) ? IsFrozenV2(directory) : IsFrozenV1(directory);
    }

    public static void SetV1(string directory, bool frozen)
    {
        if (!frozen)
        {
            CgroupFile.Write(directory, "freezer.state", Thawed);
            return;
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (attempt % 50 == 49)
            {
                // Stuck half-way, as with processes that wait for each other in the kernel: let them get past each other.
                CgroupFile.Write(directory, "freezer.state", Thawed);
                Polling.Wait(10);
            }

            CgroupFile.Write(directory, "freezer.state", Frozen);
            if (CgroupFile.TryRead(directory, "freezer.state") == Frozen)
            {
                return;
            }

            if (attempt > 10)
            {
                Polling.Wait(1);
            }
        }

        CgroupFile.Write(directory, "freezer.state", Thawed);
        throw new RuntimeException("unable to freeze");
    }

    public static bool IsFrozenV1(string directory)
    {
        if (CgroupFile.TryRead(directory, "freezer.state") is null or Thawed or "")
        {
            return false;
        }

        // What is frozen with a cgroup above it was not paused itself.
        return CgroupFile.TryRead(directory, "freezer.self_freezing") is null or "1";
    }

    public static void SetV2(string directory, bool frozen)
    {
        CgroupFile.Write(directory, "cgroup.freeze", frozen ? "1" : "0");
        if (!CgroupEvents.Wait(directory, "frozen", frozen ? 1 : 0, s_patience) && frozen)
        {
            CgroupFile.Write(directory, "cgroup.freeze", "0");
            throw new RuntimeException("unable to freeze: timeout reached waiting for the cgroup to freeze");
        }
    }

    public static bool IsFrozenV2(string directory) => CgroupFile.TryRead(directory, "cgroup.freeze") == "1";
}
