using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Validation;

/// <summary>Offsets of a time namespace's clocks (time_namespaces(7)).</summary>
internal static class TimeNamespaceValidator
{
    private const uint NanosecondsASecond = 1_000_000_000;

    public static void Validate(LinuxSettings linux)
    {
        if (linux.TimeOffsets is not { Count: > 0 } offsets)
        {
            return;
        }

        SpecValidator.Require(
            linux.Namespace(LinuxNamespaceType.Time) is not null, "linux.timeOffsets", "needs a time namespace");
        SpecValidator.Require(
            linux.HasNew(LinuxNamespaceType.Time), "linux.timeOffsets", "a time namespace that is joined has its offsets already");
        foreach ((string clock, LinuxTimeOffset offset) in offsets)
        {
            string path = $"linux.timeOffsets[{clock}]";
            SpecValidator.Require(clock is "monotonic" or "boottime", path, "is not a clock that can be set: monotonic, boottime");
            SpecValidator.Require(offset.Nanosecs < NanosecondsASecond, $"{path}.nanosecs", "is a second or more");
        }
    }
}
