using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime;

/// <summary>What a container leaves behind when its init has ended, and what is run once it is gone.</summary>
internal sealed record ContainerRemains(StateDirectory Directory, ContainerState State, ICgroup Cgroup, IReadOnlyList<Hook>? Poststop);
