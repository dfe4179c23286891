using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Engine.Specs;

/// <summary>
/// A container's configuration to the OCI specification that the runtime carries out. Pure but for looking up devices.
/// </summary>
public static class SpecBuilder
{
    /// <exception cref="Errors.InvalidParameterException">A device is not there, or a mode or name is wrong after
    /// all.</exception>
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
            Annotations = Annotations(host),
            Linux = LinuxSection.Build(input),
        };
    }

    /// <summary>
    /// The request's own, and the init: where the processes are another's to reap, there is none, as with dockerd.
    /// </summary>
    private static IReadOnlyDictionary<string, string>? Annotations(HostConfig host)
    {
        if (host.Init != true || NamespaceMode.Pid(host.PidMode).Owner != NamespaceOwner.Private)
        {
            return host.Annotations;
        }

        return new Dictionary<string, string>(host.Annotations ?? new Dictionary<string, string>())
        {
            [SpecAnnotations.Init] = "true",
        };
    }
}
