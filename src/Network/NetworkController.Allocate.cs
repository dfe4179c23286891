using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Berth.Network.Addresses;
using Berth.Network.Endpoints;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;

namespace Berth.Network;

/// <summary>What starting and connecting have in common: the addresses of endpoints, and the names of their interfaces.</summary>
public sealed partial class NetworkController
{
    private static string NewId() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>Takes the addresses of a new endpoint and names its interfaces; nothing is made yet.</summary>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="others">The container's other endpoints.</param>
    /// <param name="undo">Gets what gives the addresses back.</param>
    private EndpointRecord Allocate(AttachmentRequest wanted, IReadOnlyCollection<EndpointRecord> others, UndoSteps undo)
    {
        byte[]? mac = ParseMac(wanted.MacAddress);
        var options = EndpointOptions.Read(wanted.Options);
        if (wanted.Address is not null || wanted.IPv6Address is not null)
        {
            // A container that has just been removed may be giving it back.
            _teardown.Drain();
        }

        LiveNetwork network;
        IPAddress? address, address6;
        lock (_gate)
        {
            network = Get(wanted.NetworkId);
            network.AddEndpoint();
            undo.Push(() => Locked(() => network.EndpointCount--));
            address = TakeAddress(network.IPv4, wanted.Address, undo);
            address6 = TakeAddress(network.IPv6, wanted.IPv6Address, undo);
        }

        NetworkRecord record = network.Record;
        mac ??= address is null ? MacAddress.Random() : MacAddress.FromAddress(Subnet.ToNumber(address));
        return new EndpointRecord
        {
            EndpointId = NewId(),
            NetworkId = record.Id,
            NetworkName = record.Name,
            Driver = record.Driver,
            Internal = record.Internal,
            Interface = NameInterface(options.Interface, network.InterfacePrefix, others),
            HostInterface = record.Driver == NetworkDriver.Bridge ? $"veth{RandomNumberGenerator.GetHexString(7, lowercase: true)}" : "",
            Address = address?.ToString(),
            PrefixLength = record.IPv4?.Prefix.Length ?? 0,
            Gateway = record.Internal ? null : record.IPv4?.Gateway,
            IPv6Address = address6?.ToString(),
            IPv6PrefixLength = record.IPv6?.Prefix.Length ?? 0,
            IPv6Gateway = record.Internal ? null : record.IPv6?.Gateway,
            MacAddress = MacAddress.Format(mac),
            GatewayPriority = wanted.GatewayPriority,
            Names = wanted.Names,
            Links = wanted.Links,
        };
    }

    private static byte[]? ParseMac(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return MacAddress.TryParse(text, out byte[] mac)
            ? mac
            : throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid mac address: {text}");
    }

    private static string NameInterface(string? wanted, string prefix, IReadOnlyCollection<EndpointRecord> others)
    {
        if (wanted is not null)
        {
            return others.All(other => other.Interface != wanted)
                ? wanted
                : throw new NetworkException(NetworkErrorKind.Conflict, $"interface {wanted} exists in the container already");
        }

        for (int number = 0; ; number++)
        {
            string name = prefix + number.ToString(CultureInfo.InvariantCulture);
            if (others.All(other => other.Interface != name))
            {
                return name;
            }
        }
    }

    /// <summary>The caller holds the lock.</summary>
    private IPAddress? TakeAddress(AddressAllocator? allocator, IPAddress? wanted, UndoSteps undo)
    {
        if (allocator is null)
        {
            return null;
        }

        IPAddress address = wanted ?? allocator.Next();
        if (wanted is not null)
        {
            allocator.Take(wanted);
        }

        undo.Push(() => Locked(() => allocator.Release(address)));
        return address;
    }

    private void Locked(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }

    /// <summary>Gives back what <see cref="Allocate"/> took.</summary>
    private void Free(IEnumerable<EndpointRecord> endpoints)
    {
        lock (_gate)
        {
            foreach (EndpointRecord endpoint in endpoints)
            {
                if (_networks.TryGetValue(endpoint.NetworkId, out LiveNetwork? network))
                {
                    network.EndpointCount--;
                    Give(network.IPv4, endpoint.IPv4Number);
                    Give(network.IPv6, endpoint.IPv6Number);
                }
            }
        }

        static void Give(AddressAllocator? allocator, IPAddress? address)
        {
            if (address is not null)
            {
                allocator?.Release(address);
            }
        }
    }
}
