namespace Berth.EngineApi.Containers;

/// <summary>
/// What the command line changes with <c>POST /containers/{id}/update</c>. Zero and empty leave a limit as it is. The daemon reads the
/// body as a <see cref="HostConfig"/>, which has these fields and more.
/// </summary>
public sealed record UpdateContainerRequest
{
    public int BlkioWeight { get; init; }

    public long CpuPeriod { get; init; }

    public long CpuQuota { get; init; }

    public long CpuRealtimePeriod { get; init; }

    public long CpuRealtimeRuntime { get; init; }

    public long CpuShares { get; init; }

    public string CpusetCpus { get => field ?? ""; init; }

    public string CpusetMems { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelMemory { get; init; }

    public long Memory { get; init; }

    public long MemoryReservation { get; init; }

    public long MemorySwap { get; init; }

    public long NanoCpus { get; init; }

    /// <summary>Null leaves it as it is; 0 and -1 are unlimited.</summary>
    public long? PidsLimit { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }
}
