using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>Which controller sets what of <c>linux.resources</c>, in the order of writing.</summary>
internal static class ResourceLimits
{
    public static void SetV1(ControlFiles files, LinuxResources resources)
    {
        UnifiedFiles.RefuseV1(resources.Unified);
        if (resources.Cpu is { } cpu)
        {
            CpusetController.Set(files, cpu);
            CpuController.SetV1(files, cpu);
        }

        DevicesController.SetV1(files, resources.Devices);
        if (resources.Memory is { } memory)
        {
            MemoryController.SetV1(files, memory);
        }

        if (resources.Pids is { } pids)
        {
            PidsController.Set(files, pids);
        }

        if (resources.BlockIo is { } io)
        {
            BlockIoController.SetV1(files, io);
        }

        if (resources.HugepageLimits is { } pages)
        {
            HugetlbController.SetV1(files, pages);
        }

        if (resources.Network is { } network)
        {
            NetworkController.SetV1(files, network);
        }

        if (resources.Rdma is { } rdma)
        {
            RdmaController.Set(files, rdma);
        }
    }

    /// <param name="files">Of the cgroup.</param>
    /// <param name="directory">Its directory, which the device program is attached to.</param>
    /// <param name="resources">What is asked for.</param>
    public static void SetV2(ControlFiles files, string directory, LinuxResources resources)
    {
        if (resources.Pids is { } pids)
        {
            PidsController.Set(files, pids);
        }

        if (resources.Memory is { } memory)
        {
            MemoryController.SetV2(files, memory);
        }

        if (resources.BlockIo is { } io)
        {
            BlockIoController.SetV2(files, io);
        }

        if (resources.Cpu is { } cpu)
        {
            CpuController.SetV2(files, cpu);
            CpusetController.Set(files, cpu);
        }

        DevicesController.SetV2(directory, resources.Devices);
        if (resources.HugepageLimits is { } pages)
        {
            HugetlbController.SetV2(files, pages);
        }

        if (resources.Network is { } network)
        {
            NetworkController.SetV2(network);
        }

        if (resources.Rdma is { } rdma)
        {
            RdmaController.Set(files, rdma);
        }

        // Last: what is said by the file's name has the last word.
        UnifiedFiles.SetV2(files, resources.Unified ?? new Dictionary<string, string>());
    }
}
