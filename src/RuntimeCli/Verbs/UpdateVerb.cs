using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>Limits anew: all of them as JSON (<c>-r</c>), or single ones by options.</summary>
internal static class UpdateVerb
{
    // Far more than the resources of any container.
    private const int LongestFile = 1 << 20;

    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = new OptionSet()
            .Value("resources", "r").Value("memory").Value("memory-swap").Value("memory-reservation").Value("kernel-memory")
            .Value("kernel-memory-tcp").Value("cpu-share").Value("cpu-quota").Value("cpu-period").Value("cpu-burst")
            .Value("cpu-rt-runtime").Value("cpu-rt-period").Value("cpu-idle").Value("cpuset-cpus").Value("cpuset-mems")
            .Value("pids-limit").Value("blkio-weight").Value("l3-cache-schema").Value("mem-bw-schema").Parse(arguments);
        string id = options.ContainerId();
        Refuse(options, "l3-cache-schema", "Intel RDT/CAT: l3 cache schema is not supported by update");
        Refuse(options, "mem-bw-schema", "Intel RDT/MBA: memory bandwidth schema is not supported by update");

        // As in runc: what the file says is all that is changed.
        LinuxResources resources = options.Get("resources") is { Length: > 0 } file ? Read(file) : FromOptions(options);
        ContainerVerbs.Update(global.Root, id, resources);
        return 0;
    }

    private static LinuxResources Read(string file)
    {
        using Fd input = file == "-" ? new Fd(0) : Fd.Open(file, OpenFlags.O_RDONLY);
        using var content = new MemoryStream();
        byte[] buffer = new byte[16384];
        while (input.Read(buffer) is > 0 and int got)
        {
            content.Write(buffer, 0, got);
            if (content.Length > LongestFile)
            {
                throw new RuntimeException($"{file}: more than {LongestFile} bytes");
            }
        }

        return SpecJson.ReadLinuxResources(content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    private static LinuxResources FromOptions(ParsedOptions options)
    {
        if (options.Get("kernel-memory") is not null || options.Get("kernel-memory-tcp") is not null)
        {
            throw new RuntimeException("kernel memory limits are obsolete: no kernel since 5.16 has them");
        }

        return new LinuxResources
        {
            Memory = new LinuxMemory
            {
                Limit = Size(options, "memory"),
                Swap = Size(options, "memory-swap"),
                Reservation = Size(options, "memory-reservation"),
            },
            Cpu = new LinuxCpu
            {
                Shares = Unsigned(options, "cpu-share"),
                Quota = Signed(options, "cpu-quota"),
                Period = Unsigned(options, "cpu-period"),
                Burst = Unsigned(options, "cpu-burst"),
                RealtimeRuntime = Signed(options, "cpu-rt-runtime"),
                RealtimePeriod = Unsigned(options, "cpu-rt-period"),
                Idle = Signed(options, "cpu-idle"),
                Cpus = options.Get("cpuset-cpus"),
                Mems = options.Get("cpuset-mems"),
            },
            Pids = new LinuxPids { Limit = Signed(options, "pids-limit") },
            BlockIo = new LinuxBlockIo { Weight = Weight(options) },
        };
    }

    private static long? Size(ParsedOptions options, string name) => options.Get(name) is not { Length: > 0 } text
        ? null
        : MemorySize.Parse(text) ?? throw Invalid(name, text);

    private static long? Signed(ParsedOptions options, string name) => options.Get(name) is not { Length: > 0 } text
        ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw Invalid(name, text);

    private static ulong? Unsigned(ParsedOptions options, string name) => options.Get(name) is not { Length: > 0 } text
        ? null
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : throw Invalid(name, text);

    private static ushort? Weight(ParsedOptions options) => Unsigned(options, "blkio-weight") switch
    {
        null => null,
        <= ushort.MaxValue and ulong weight => (ushort)weight,
        _ => throw Invalid("blkio-weight", options.Get("blkio-weight")!),
    };

    private static RuntimeException Invalid(string name, string text) => new($"invalid value for {name}: '{text}'");

    private static void Refuse(ParsedOptions options, string name, string reason)
    {
        if (options.Get(name) is { Length: > 0 })
        {
            throw new RuntimeException(reason);
        }
    }
}
