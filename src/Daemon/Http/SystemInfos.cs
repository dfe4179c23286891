using Berth.EngineApi;
using Berth.EngineApi.System;

namespace Berth.Daemon.Http;

/// <summary>What the engine says of itself, as each version of the Engine API has it.</summary>
internal static class SystemInfos
{
    /// <summary>
    /// Fields that came and went: kernel memory limits up to 1.41, what is pushed of non-distributable layers up to 1.46, br_netfilter up
    /// to 1.49, the firewall from 1.49 on. Source: Engine API's version history.
    /// </summary>
    public static InfoResponse ForVersion(InfoResponse info, ProtocolVersion version)
    {
        if (version < new ProtocolVersion(1, 42))
        {
            info = info with { KernelMemory = false };
        }

        if (version < new ProtocolVersion(1, 47) && info.RegistryConfig is { } registries)
        {
            info = info with
            {
                RegistryConfig = registries with
                {
                    AllowNondistributableArtifactsCIDRs = JsonNull.Value,
                    AllowNondistributableArtifactsHostnames = JsonNull.Value,
                },
            };
        }

        if (version < new ProtocolVersion(1, 49))
        {
            info = info with { FirewallBackend = null };
        }

        return version >= new ProtocolVersion(1, 50)
            ? info
            : info with { BridgeNfIptables = IsOn("bridge-nf-call-iptables"), BridgeNfIp6tables = IsOn("bridge-nf-call-ip6tables") };
    }

    /// <summary>A switch of br_netfilter; off where the kernel has not loaded it.</summary>
    private static bool IsOn(string name)
    {
        string path = Path.Combine("/proc/sys/net/bridge", name);
        return File.Exists(path) && File.ReadAllText(path).Trim() == "1";
    }
}
