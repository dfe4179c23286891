using Berth.RegistryClient;

namespace Berth.Unit.RegistryClient;

/// <summary>The hosts that a test names, for every registry, and what was told of them.</summary>
internal sealed class FixedHosts(params RegistryHost[] hosts) : IRegistryHosts
{
    private readonly List<string> _reports = [];

    public IReadOnlyList<string> Reports
    {
        get
        {
            lock (_reports)
            {
                return [.. _reports];
            }
        }
    }

    /// <summary>One host, which is the registry itself.</summary>
    public static FixedHosts Only(Uri url) => new(new RegistryHost { Base = new Uri(url, "/v2"), Registry = url.Authority });

    public IReadOnlyList<RegistryHost> For(string registry) => hosts;

    public RegistryHost Own(string registry) => hosts.Last(h => !h.IsMirror);

    public IReadOnlyList<RegistryHost> Untried(string registry) => [];

    public void Report(RegistryHost host, string? failure)
    {
        lock (_reports)
        {
            _reports.Add($"{host.Base.Authority}: {failure ?? "answered"}");
        }
    }
}
