using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary><c>linux.resources.rdma</c>: a line a device of <c>rdma.max</c>, on v1 and v2.</summary>
internal static class RdmaController
{
    public static void Set(ControlFiles files, IReadOnlyDictionary<string, LinuxRdma> limits)
    {
        foreach ((string device, LinuxRdma rdma) in limits)
        {
            string handles = rdma.HcaHandles is uint h ? string.Create(CultureInfo.InvariantCulture, $"hca_handle={h}") : "";
            string objects = rdma.HcaObjects is uint o ? string.Create(CultureInfo.InvariantCulture, $"hca_object={o}") : "";
            string value = $"{handles} {objects}".Trim();
            if (value.Length > 0)
            {
                files.WriteLine("rdma.max", device, value, "hca_handle=max hca_object=max", $"rdma[{device}]");
            }
        }
    }
}
