using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Validation;

/// <summary>What <c>linux.resources</c> has to be whatever the host; the rest is found out when it is written.</summary>
internal static class ResourceValidator
{
    private const string Root = "linux.resources";

    public static void Validate(LinuxResources? resources)
    {
        if (resources is null)
        {
            return;
        }

        ValidateDevices(resources.Devices ?? []);
        SpecValidator.Require(resources.Memory?.Swappiness is null or <= 100, $"{Root}.memory.swappiness", "is not 0 … 100");
        RequireLimit(resources.Memory?.Limit, "memory.limit");
        RequireLimit(resources.Memory?.Reservation, "memory.reservation");
        RequireLimit(resources.Memory?.Swap, "memory.swap");
        RequireList(resources.Cpu?.Cpus, "cpu.cpus");
        RequireList(resources.Cpu?.Mems, "cpu.mems");
        SpecValidator.Require(resources.Cpu?.Idle is null or 0 or 1, $"{Root}.cpu.idle", "is not 0 or 1");
        ValidateBlockIo(resources.BlockIo);
        foreach (LinuxHugepageLimit limit in resources.HugepageLimits ?? [])
        {
            SpecValidator.Require(IsPageSize(limit.PageSize), $"{Root}.hugepageLimits", $"'{limit.PageSize}' is not a size as 64KB, 2MB, 1GB");
        }

        foreach (LinuxInterfacePriority priority in resources.Network?.Priorities ?? [])
        {
            RequireWord(priority.Name, "network.priorities");
        }

        foreach (string device in resources.Rdma?.Keys ?? [])
        {
            RequireWord(device, "rdma");
        }
    }

    private static void ValidateDevices(IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            LinuxDeviceCgroup rule = rules[i];
            string path = $"{Root}.devices[{i}]";
            bool all = rule.Type is null or "" or "a";
            SpecValidator.Require(all || rule.Type is "c" or "b", $"{path}.type", $"unknown type '{rule.Type}'");
            SpecValidator.Require(
                !all || (rule.Major is null or -1 && rule.Minor is null or -1), $"{path}.type", "a rule for all types takes no numbers");
            SpecValidator.Require((rule.Access ?? "").All(c => c is 'r' or 'w' or 'm'), $"{path}.access", $"unknown access '{rule.Access}'");
        }
    }

    private static void ValidateBlockIo(LinuxBlockIo? io)
    {
        RequireWeight(io?.Weight, "blockIO.weight");
        RequireWeight(io?.LeafWeight, "blockIO.leafWeight");
        foreach (LinuxWeightDevice device in io?.WeightDevice ?? [])
        {
            RequireWeight(device.Weight, "blockIO.weightDevice.weight");
            RequireWeight(device.LeafWeight, "blockIO.weightDevice.leafWeight");
        }
    }

    private static void RequireWeight(ushort? weight, string field) => SpecValidator.Require(
        weight is null or 0 or (>= 10 and <= 1000), $"{Root}.{field}", string.Create(CultureInfo.InvariantCulture, $"{weight} is not 10 … 1000"));

    private static void RequireLimit(long? limit, string field) => SpecValidator.Require(
        limit is null or >= -1, $"{Root}.{field}", string.Create(CultureInfo.InvariantCulture, $"{limit} is not a size, nor -1"));

    private static void RequireList(string? list, string field) => SpecValidator.Require(
        (list ?? "").All(c => char.IsAsciiDigit(c) || c is ',' or '-' or ' ' or '\n' or ':' or '/'), $"{Root}.{field}", $"'{list}' is not a list as 0-3,7");

    // These become words of a line, or a part of a file's name.
    private static void RequireWord(string word, string field) => SpecValidator.Require(
        word.Length > 0 && !word.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)), $"{Root}.{field}", $"'{word}' is not a name");

    private static bool IsPageSize(string size) =>
        size.Length is > 2 and <= 8 && size[^2..] is "KB" or "MB" or "GB" && size[..^2].All(char.IsAsciiDigit);
}
