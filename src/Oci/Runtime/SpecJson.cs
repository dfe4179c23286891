namespace Berth.Oci.Runtime;

/// <summary>
/// JSON of the runtime specification for the runtime itself, which starts anew for each verb: as <see cref="RuntimeSpecJson"/>, but read and
/// written by plain code.
/// </summary>
[DirectJson(typeof(Spec))]
[DirectJson(typeof(Process))]
[DirectJson(typeof(LinuxResources))]
[DirectJson(typeof(LinuxSeccomp))]
[DirectJson(typeof(State))]
[DirectJson(typeof(ContainerProcessState))]
[DirectJson(typeof(Features))]
public static partial class SpecJson;
