using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>A container's configuration to the OCI specification that the runtime carries out. Pure but for looking up devices.</summary>
public static class SpecBuilder
{
    /// <exception cref="Errors.InvalidParameterException">A device is not there, or a mode or name is wrong after all.</exception>
    public static Spec Build(SpecInput input)
    {
        HostConfig host = input.HostConfig;
        bool ownName = !NamespaceMode.Uts(host.UTSMode).IsHost;
        return new Spec
        {
            OciVersion = Spec.CurrentVersion,
            Process = ProcessSection.Build(input),
            Root = new Root { Path = input.RootfsPath, Readonly = host.ReadonlyRootfs },
            Hostname = ownName ? input.Config.Hostname : null,
            Domainname = ownName && !string.IsNullOrEmpty(input.Config.Domainname) ? input.Config.Domainname : null,
            Mounts = MountSection.Build(input),
            Annotations = host.Annotations,
            Linux = LinuxSection.Build(input),
        };
    }
}
