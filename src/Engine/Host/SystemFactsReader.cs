using System.Globalization;
using System.Runtime.InteropServices;
using Berth.Engine.Security;
using Berth.Engine.Specs;

namespace Berth.Engine.Host;

/// <summary>Reads <see cref="SystemFacts"/> from a root directory that holds /proc, /sys and /etc.</summary>
internal static class SystemFactsReader
{
    private static readonly string[] s_osRelease = ["etc/os-release", "usr/lib/os-release"];

    public static SystemFacts Read(string root)
    {
        string release = ReadLine(Path.Combine(root, "proc/sys/kernel/osrelease"));
        Dictionary<string, string> status = ReadFields(Path.Combine(root, "proc/self/status"));
        Dictionary<string, string> memory = ReadFields(Path.Combine(root, "proc/meminfo"));
        Dictionary<string, string> system = ReadOsRelease(root);
        bool arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        return new SystemFacts
        {
            Architecture = arm ? "arm64" : "amd64",
            Machine = arm ? "aarch64" : "x86_64",
            KernelRelease = release,
            Kernel = ParseKernel(release),
            HostName = ReadLine(Path.Combine(root, "proc/sys/kernel/hostname")),
            OperatingSystem = system.GetValueOrDefault("PRETTY_NAME", "Linux"),
            OperatingSystemVersion = system.GetValueOrDefault("VERSION_ID", ""),
            CpuCount = NumberList.TryParse(status.GetValueOrDefault("Cpus_allowed_list", ""))?.Count ?? Environment.ProcessorCount,
            MemoryTotal = ParseKibibytes(memory.GetValueOrDefault("MemTotal", "0 kB")),
            Cgroups = CgroupFactsReader.Read(root),
            Capabilities = CapabilityNames.FromMask(ParseMask(status.GetValueOrDefault("CapBnd", "0"))),
            Seccomp = status.ContainsKey("Seccomp"),
            AppArmorProfiles = ReadAppArmorProfiles(Path.Combine(root, "sys/kernel/security/apparmor/profiles")),
            Ipv4Forwarding = ReadLine(Path.Combine(root, "proc/sys/net/ipv4/ip_forward")) == "1",
        };
    }

    /// <summary>Lines of <c>NAME (MODE)</c>; null where there is no AppArmor.</summary>
    private static List<string>? ReadAppArmorProfiles(string path)
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Select(line => line.Split(" (")[0])] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first three numbers of a release: <c>6.1.0-30-amd64</c> is 6.1.0.</summary>
    internal static Version ParseKernel(string release)
    {
        string numbers = string.Concat(release.TakeWhile(c => c == '.' || char.IsAsciiDigit(c))).Trim('.');
        return Version.TryParse(numbers.Contains('.', StringComparison.Ordinal) ? numbers : $"{numbers}.0", out Version? version)
            ? version
            : new Version(0, 0);
    }

    internal static string ReadLine(string path)
    {
        try
        {
            using StreamReader reader = File.OpenText(path);
            return reader.ReadLine()?.Trim() ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static ulong ParseMask(string hexadecimal) =>
        ulong.TryParse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong mask) ? mask : 0;

    private static long ParseKibibytes(string text) =>
        long.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes << 10 : 0;

    /// <summary>Lines of <c>Name:  value</c>.</summary>
    private static Dictionary<string, string> ReadFields(string path)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                fields[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        return fields;
    }

    /// <summary>os-release(5): /etc first, /usr/lib after it.</summary>
    private static Dictionary<string, string> ReadOsRelease(string root)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? path = s_osRelease.Select(p => Path.Combine(root, p)).FirstOrDefault(File.Exists);
        foreach (string line in path is null ? [] : File.ReadLines(path))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
            {
                fields[line[..equals]] = line[(equals + 1)..].Trim().Trim('"', '\'');
            }
        }

        return fields;
    }
}
