using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Network.Endpoints;
using Berth.Network.Namespaces;
using Berth.Network.Networks;
using Berth.Network.Ports;
using Berth.Network.Sandboxes;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// Makes a namespace for a container that is about to start, on all its networks, with its ports published:
    /// <list type="number">
    /// <item>addresses are taken out of the networks' subnets;</item>
    /// <item>host ports are found and bound;</item>
    /// <item>a namespace comes out of stock and is wired to each network;</item>
    /// <item>it is pinned to a file;</item>
    /// <item>its record is written, and its names;</item>
    /// <item>the ports are published.</item>
    /// </list>
    /// When a step fails, those before it are undone.
    /// </summary>
    /// <exception cref="NetworkException">Not possible; nothing is left of the attempt.</exception>
    public Sandbox Connect(SandboxRequest request)
    {
        CheckId(request.ContainerId);

        // A restarted container's earlier sandbox may still be on its way out.
        _teardown.Wait(request.ContainerId);
        foreach (AttachmentRequest attachment in request.Attachments)
        {
            EnsureRules(Get(attachment.NetworkId));
        }

        // It outlives the steps, for it is also where they are undone.
        ReadyNamespace? ready = null;
        var undo = new UndoSteps();
        try
        {
            // 1. Addresses.
            List<EndpointRecord> endpoints = [];
            foreach (AttachmentRequest wanted in request.Attachments)
            {
                endpoints.Add(Allocate(wanted, endpoints, undo));
            }

            // 2. Host ports.
            List<AllocatedPort> ports = AllocatePorts(request, endpoints);
            undo.Push(() => ReleasePorts(ports));

            SandboxRecord sandbox = new()
            {
                ContainerId = request.ContainerId, Endpoints = endpoints, Naming = request.Naming, Ports = [.. ports.Select(static port => PortRecord.From(port.Port))],
            };
            if (!_sandboxes.TryAdd(request.ContainerId, sandbox))
            {
                throw new NetworkException(NetworkErrorKind.Conflict, $"container {request.ContainerId} is already connected");
            }

            undo.Push(() => _sandboxes.TryRemove(request.ContainerId, out _));

            // 3. Namespace, wired.
            ready = request.Namespace is { } given ? ReadyNamespaces.Furnish(given) : _namespaces.Take();
            undo.Push(() => DeleteHostInterfaces(endpoints));
            undo.Push(() => DeleteVlans(ready, endpoints));
            Wire(ready, [.. endpoints.Zip(request.Attachments)], endpoints);
            Failpoint.Hit("network.wired");

            // 4. Pinned.
            Pin(ready, request.ContainerId, undo);
            Failpoint.Hit("network.pinned");

            // 5. Recorded: from here on a later daemon takes it over.
            _store.Write(sandbox);
            undo.Push(() => _store.Delete(request.ContainerId));
            undo.Push(() => _nameTables.Withdraw(request.ContainerId));
            _nameTables.Publish(sandbox);
            Failpoint.Hit("network.recorded");

            // 6. Published.
            _firewall.Publish(sandbox.Mappings);
            return Describe(
                sandbox,
                [.. ports.Select(static port => port.Socket).OfType<Fd>()],
                ready.Names is { } names ? [names.Datagrams.Duplicate(), names.Stream.Duplicate()] : []);
        }
        catch (IOException e)
        {
            undo.Run();
            throw new NetworkException(NetworkErrorKind.System, $"failed to set up the network of container {request.ContainerId}: {e.Message}", e);
        }
        catch
        {
            undo.Run();
            throw;
        }
        finally
        {
            ready?.Dispose();
        }
    }

    /// <summary>The ID becomes a file name.</summary>
    private static void CheckId(string id)
    {
        if (id.Length is 0 or > 128 || !id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid container ID: {id}");
        }
    }

    private void Pin(ReadyNamespace ready, string containerId, UndoSteps undo)
    {
        NetworkNamespace.Pin(ready.Namespace, NetnsPath(containerId));
        undo.Push(() => NetworkNamespace.Unpin(NetnsPath(containerId)));
    }

    /// <summary>The host forwards, and has a network's rules, from its first container on.</summary>
    private void EnsureRules(LiveNetwork network)
    {
        if (network.Rules is { } rules)
        {
            _firewall.AddNetwork(rules);
        }
    }
}
