using System.Text;

namespace Berth.Dns.Names;

/// <summary>A network as one of its containers sees it.</summary>
/// <param name="Id">The network's ID: the name of its table.</param>
/// <param name="Name">What a name can be qualified with: <c>web.NAME</c>.</param>
public sealed record NetworkReference(string Id, string Name)
{
    private readonly List<(string Alias, string Target)> _links = [];
    private readonly List<(byte[] Alias, byte[] Target)> _lowerLinks = [];

    /// <summary><c>--link TARGET:ALIAS</c>: a name that only this container knows.</summary>
    public IReadOnlyList<(string Alias, string Target)> Links
    {
        get => _links;
        init
        {
            foreach ((string alias, string target) in value)
            {
                AddLink(alias, target);
            }
        }
    }

    internal byte[] LowerName { get; } = Lower(Name);

    internal IReadOnlyList<(byte[] Alias, byte[] Target)> LowerLinks => _lowerLinks;

    internal void AddLink(string alias, string target)
    {
        _links.Add((alias, target));
        _lowerLinks.Add((Lower(alias), Lower(target)));
    }

    private static byte[] Lower(string text) => Encoding.UTF8.GetBytes(text.ToLowerInvariant());
}
