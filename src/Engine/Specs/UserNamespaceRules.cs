using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>What a container cannot have while the daemon remaps users (<c>userns-remap</c>), in dockerd's words.</summary>
internal static class UserNamespaceRules
{
    /// <param name="host">The request's.</param>
    /// <param name="remaps">The daemon remaps users.</param>
    public static void Validate(HostConfig host, bool remaps)
    {
        if (!IsRemapped(host, remaps))
        {
            return;
        }

        Refuse(
            host.Privileged,
            "privileged mode is incompatible with user namespaces.  You must run the container in the host namespace when running privileged mode");
        Refuse(
            NamespaceMode.Network(host.NetworkMode).IsHost, "cannot share the host's network namespace when user namespaces are enabled");
        Refuse(NamespaceMode.Pid(host.PidMode).IsHost, "cannot share the host PID namespace when user namespaces are enabled");
    }

    public static bool IsRemapped(HostConfig host, bool remaps) => remaps && host.UsernsMode != "host";

    private static void Refuse(bool asked, string message)
    {
        if (asked)
        {
            throw new InvalidParameterException(message);
        }
    }
}
