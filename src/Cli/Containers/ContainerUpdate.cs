using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Specs;
using Berth.Cli.Formatting;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;

namespace Berth.Cli.Containers;

/// <summary><c>update</c>: changes the limits and the restart policy of containers.</summary>
internal sealed class ContainerUpdate
{
    private readonly ParsedFlag<int> _blkioWeight = BlockIoSpec.WeightFlag();
    private readonly NumberFlag _cpuPeriod = new("cpu-period", null, "Period of the CPU scheduler in microseconds");
    private readonly NumberFlag _cpuQuota = new("cpu-quota", null, "CPU time in a period, in microseconds");
    private readonly NumberFlag _realtimePeriod = new("cpu-rt-period", null, "Period of real-time CPU time in microseconds");
    private readonly NumberFlag _realtimeRuntime = new("cpu-rt-runtime", null, "Real-time CPU time in a period, in microseconds");
    private readonly NumberFlag _cpuShares = new("cpu-shares", 'c', "Relative weight of CPU time");
    private readonly ParsedFlag<long> _cpus = new("cpus", null, "decimal", "Number of CPUs", DecimalCpus.Parse, 0);
    private readonly TextFlag _cpusetCpus = new("cpuset-cpus", null, "CPUs to run on (0-3, 0,1)");
    private readonly TextFlag _cpusetMems = new("cpuset-mems", null, "Memory nodes to use (0-3, 0,1)");
    private readonly ParsedFlag<long> _kernelMemory = new("kernel-memory", null, "bytes", "Limit of kernel memory", HumanSize.ParseBytes, 0) { IsHidden = true };
    private readonly ParsedFlag<long> _memory = new("memory", 'm', "bytes", "Limit of memory", HumanSize.ParseBytes, 0);
    private readonly ParsedFlag<long> _memoryReservation = new("memory-reservation", null, "bytes", "Soft limit of memory", HumanSize.ParseBytes, 0);
    private readonly ParsedFlag<long> _memorySwap = new(
        "memory-swap", null, "bytes", "Limit of memory and swap together; -1 is unlimited swap", text => text == "-1" ? -1 : HumanSize.ParseBytes(text), 0);

    private readonly NumberFlag _pidsLimit = new("pids-limit", null, "Limit of processes; -1 is unlimited");
    private readonly TextFlag _restart = new("restart", null, "Restart policy when the container exits");

    public static Command Define()
    {
        var update = new ContainerUpdate();
        return new Command("update", "Update configuration of one or more containers")
        {
            Forms = ["container update", "update"],
            Operands = "CONTAINER [CONTAINER...]",
            Arity = Arity.AtLeast(1),
            Flags = update.All,
            Run = update.Run,
        };
    }

    private IReadOnlyList<Flag> All =>
    [
        _blkioWeight, _cpuPeriod, _cpuQuota, _realtimePeriod, _realtimeRuntime, _cpuShares, _cpus, _cpusetCpus, _cpusetMems, _kernelMemory, _memory,
        _memoryReservation, _memorySwap, _pidsLimit, _restart,
    ];

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        if (!All.Any(flag => flag.IsSet))
        {
            throw new CommandException("you must provide one or more flags when using this command");
        }

        var request = Request();
        List<string> warnings = [], errors = [];
        foreach (var name in operands)
        {
            try
            {
                warnings.AddRange(context.Client.UpdateContainer(name, request).Warnings ?? []);
                context.Out.WriteLine(name);
            }
            catch (EngineApiException e)
            {
                errors.Add(CliContext.Describe(e));
            }
        }

        if (warnings.Count > 0)
        {
            context.Out.WriteLine(string.Join('\n', warnings));
        }

        return errors.Count == 0 ? 0 : throw new CommandException(string.Join('\n', errors));
    }

    private UpdateContainerRequest Request() => new()
    {
        BlkioWeight = _blkioWeight.Value,
        CpuPeriod = _cpuPeriod.Value,
        CpuQuota = _cpuQuota.Value,
        CpuRealtimePeriod = _realtimePeriod.Value,
        CpuRealtimeRuntime = _realtimeRuntime.Value,
        CpuShares = _cpuShares.Value,
        NanoCpus = _cpus.Value,
        CpusetCpus = _cpusetCpus.Value,
        CpusetMems = _cpusetMems.Value,
        KernelMemory = _kernelMemory.Value,
        Memory = _memory.Value,
        MemoryReservation = _memoryReservation.Value,
        MemorySwap = _memorySwap.Value,
        PidsLimit = _pidsLimit.IsSet ? _pidsLimit.Value : null,
        RestartPolicy = _restart.IsSet ? RestartSpec.Parse(_restart.Value) : new RestartPolicy(),
    };
}
