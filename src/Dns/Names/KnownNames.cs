using System.Text;
using Berth.Dns.Messages;

namespace Berth.Dns.Names;

/// <summary>
/// All that one container is answered from: its own file and the tables of its networks, each looked at anew before a question is answered.
/// As docker looks names up: for <c>a.b.c</c> first that name in every network, then <c>a.b</c> in network <c>c</c>, then <c>a</c> in network
/// <c>b.c</c>; each time links before names, the first network that has the name for all.
/// </summary>
internal sealed class KnownNames
{
    private const int MaxContainerFile = 256 * 1024;
    private const int MaxNetworkFile = 4 * 1024 * 1024;

    private readonly string _root;
    private readonly WatchedFile _file;
    private readonly Dictionary<string, (WatchedFile File, NameTable Table)> _tables = new(StringComparer.Ordinal);

    /// <param name="root"><c>EXEC_ROOT/network/dns</c></param>
    /// <param name="containerId">Whose names.</param>
    public KnownNames(string root, string containerId)
    {
        _root = root;
        _file = new WatchedFile(NameFiles.Container(root, containerId), MaxContainerFile);
    }

    public ContainerNames Container { get; private set; } = new() { NamespacePath = "" };

    /// <summary>Reads what has changed.</summary>
    public void Refresh()
    {
        if (_file.ReadIfChanged() is { } content)
        {
            Container = ContainerNames.Parse(Encoding.UTF8.GetString(content));
            _tables.Clear();
        }

        foreach (NetworkReference network in Container.Networks)
        {
            (WatchedFile File, NameTable Table) known = _tables.TryGetValue(network.Id, out (WatchedFile, NameTable) found)
                ? found
                : (new WatchedFile(NameFiles.Network(_root, network.Id), MaxNetworkFile), NameTable.Empty);
            if (known.File.ReadIfChanged() is { } table)
            {
                _tables[network.Id] = (known.File, NameTable.Parse(table));
            }
        }
    }

    /// <summary>Whether anybody has a name; adds the addresses of the family that <paramref name="addresses"/> is for.</summary>
    /// <param name="name">In lower case.</param>
    public bool Find(ReadOnlySpan<byte> name, AddressList addresses)
    {
        bool known = Find(name, network: default, addresses);
        for (int dot = name.LastIndexOf((byte)'.'); dot > 0 && addresses.Count == 0; dot = name[..dot].LastIndexOf((byte)'.'))
        {
            known |= Find(name[..dot], name[(dot + 1)..], addresses);
        }

        return known;
    }

    /// <summary>The name of an address, qualified with its network; empty: nobody has it.</summary>
    /// <param name="address">4 or 16 bytes.</param>
    /// <param name="text">Room for it, <see cref="DomainName.MaxLength"/> bytes.</param>
    public int NameOf(ReadOnlySpan<byte> address, Span<byte> text)
    {
        foreach (NetworkReference network in Container.Networks)
        {
            ReadOnlySpan<byte> name = Table(network).NameOf(address);
            int length = name.Length + 1 + network.LowerName.Length;
            if (!name.IsEmpty && length <= text.Length)
            {
                name.CopyTo(text);
                text[name.Length] = (byte)'.';
                return name.Length + 1 + Encoding.UTF8.GetBytes(network.Name, text[(name.Length + 1)..]);
            }
        }

        return 0;
    }

    private bool Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> network, AddressList addresses)
    {
        bool known = false;
        for (int pass = 0; pass < 2 && addresses.Count == 0; pass++)
        {
            foreach (NetworkReference candidate in Container.Networks)
            {
                if (!network.IsEmpty && !network.SequenceEqual(candidate.LowerName))
                {
                    continue;
                }

                byte[]? target = LinkTarget(candidate, name);
                if ((target is not null) == (pass == 0))
                {
                    known |= Table(candidate).Find(target ?? name, addresses);
                    if (addresses.Count > 0)
                    {
                        return true;
                    }
                }
            }
        }

        return known;
    }

    private static byte[]? LinkTarget(NetworkReference network, ReadOnlySpan<byte> name)
    {
        foreach ((byte[] alias, byte[] target) in network.LowerLinks)
        {
            if (name.SequenceEqual(alias))
            {
                return target;
            }
        }

        return null;
    }

    private NameTable Table(NetworkReference network) =>
        _tables.TryGetValue(network.Id, out (WatchedFile File, NameTable Table) known) ? known.Table : NameTable.Empty;
}
