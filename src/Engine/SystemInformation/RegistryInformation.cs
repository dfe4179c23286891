using Berth.EngineApi.System;
using Berth.Oci;
using Berth.RegistryClient.Hosts;
using Berth.Runtime.Logs;

namespace Berth.Engine.SystemInformation;

/// <summary>What <c>/info</c> says of registries: mirrors and how they are, insecure registries, proxies without their passwords.</summary>
/// <param name="hosts">What is in force.</param>
/// <param name="proxies">With what the environment says.</param>
internal sealed class RegistryInformation(ConfiguredHosts hosts, ProxySettings proxies)
{
    public string HttpProxy => ProxySettings.Masked(proxies.HttpProxy);

    public string HttpsProxy => ProxySettings.Masked(proxies.HttpsProxy);

    public string NoProxy => proxies.NoProxy;

    public RegistryServiceConfig Describe()
    {
        RegistryHostsOptions options = hosts.Options;
        IReadOnlyList<string> hub = [.. options.HubMirrors.Select(m => m.Text)];
        var indexes = options.Insecure.Names.ToDictionary(name => name, name => new IndexInfo { Name = name }, StringComparer.Ordinal);
        indexes[Reference.DefaultDomain] = new IndexInfo { Name = Reference.DefaultDomain, Mirrors = hub, Secure = true, Official = true };
        return new RegistryServiceConfig
        {
            InsecureRegistryCIDRs = options.Insecure.Ranges,
            IndexConfigs = indexes,
            Mirrors = hub,
            MirrorStates = [.. hosts.Mirrors.Select(State)],
        };
    }

    private static MirrorState State(MirrorStatus mirror) => new()
    {
        Registry = mirror.Registry,
        Mirror = mirror.Address,
        State = mirror.Health.IsReachable switch
        {
            null => "not tried",
            true => "reachable",
            false => "unreachable",
        },
        Since = mirror.Health.IsReachable is null ? "" : Rfc3339Nano.Format(mirror.Health.Since),
        Error = mirror.Health.Failure,
    };
}
