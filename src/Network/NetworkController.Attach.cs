using Berth.Linux;
using Berth.Network.Endpoints;
using Berth.Network.Namespaces;
using Berth.Network.Sandboxes;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// Connects a container that runs to one more network: (1) its addresses are taken, (2) it is recorded that something changes, so
    /// that the next daemon finishes it or takes it back, (3) the interface is made, (4) recorded, (5) and default routes and
    /// published ports follow the network that gives them now. The caller sees to it that nobody else changes the container meanwhile.
    /// </summary>
    /// <exception cref="NetworkException">Not possible; nothing is left of the attempt.</exception>
    public Attachment Attach(string containerId, string containerName, AttachmentRequest wanted)
    {
        SandboxRecord sandbox = GetSandbox(containerId);
        if (sandbox.Endpoints.Any(endpoint => endpoint.NetworkId == wanted.NetworkId))
        {
            throw new NetworkException(
                NetworkErrorKind.Forbidden, $"endpoint with name {containerName} already exists in network {Get(wanted.NetworkId).Record.Name}");
        }

        // It outlives the steps, for it is also where they are undone.
        ReadyNamespace? inside = null;
        var undo = new UndoSteps();
        try
        {
            // 1.
            EndpointRecord endpoint = Allocate(wanted, [.. sandbox.Endpoints], undo);
            EnsureRules(Get(wanted.NetworkId));

            // 2.
            _store.Write(sandbox with { Changing = true });
            undo.Push(() => _store.Write(sandbox));
            Failpoint.Hit("network.attach.begun");

            // 3.
            inside = ReadyNamespaces.Enter(NetnsPath(containerId));
            undo.Push(() => RemoveInterface(inside, endpoint));
            Wire(inside, [(endpoint, wanted)], routesBy: []);
            Failpoint.Hit("network.attach.wired");

            // 4. and 5.
            SandboxRecord changed = sandbox with { Endpoints = [.. sandbox.Endpoints, endpoint] };
            _store.Write(changed with { Changing = true });
            Failpoint.Hit("network.attach.recorded");
            undo.Push(() => Follow(inside, changed, sandbox));
            Follow(inside, sandbox, changed);
            undo.Push(() => _nameTables.Publish(sandbox));
            _nameTables.Publish(changed);
            _store.Write(changed);
            _sandboxes[containerId] = changed;
            return endpoint.Describe();
        }
        catch (IOException e)
        {
            undo.Run();
            throw new NetworkException(NetworkErrorKind.System, $"failed to connect container {containerName}: {e.Message}", e);
        }
        catch
        {
            undo.Run();
            throw;
        }
        finally
        {
            inside?.Dispose();
        }
    }

    /// <summary>
    /// Disconnects a container that runs from a network: (1) recorded, so that the next daemon finishes it, (2) default routes and
    /// published ports go to the network that gives them now, (3) the interface goes, and its addresses are free.
    /// </summary>
    /// <exception cref="NetworkException">It is not connected, or the kernel refused.</exception>
    public void Detach(string containerId, string networkId)
    {
        SandboxRecord sandbox = GetSandbox(containerId);
        EndpointRecord endpoint = sandbox.Endpoints.FirstOrDefault(endpoint => endpoint.NetworkId == networkId)
            ?? throw new NetworkException(NetworkErrorKind.NotFound, $"container {containerId} is not connected to network {networkId}");
        SandboxRecord changed = sandbox with { Endpoints = [.. sandbox.Endpoints.Where(other => other != endpoint)] };
        try
        {
            // 1.
            _store.Write(changed with { Changing = true });
            _sandboxes[containerId] = changed;
            _nameTables.Publish(changed);
            Failpoint.Hit("network.detach.recorded");

            // 2. and 3.
            using ReadyNamespace inside = ReadyNamespaces.Enter(NetnsPath(containerId));
            Follow(inside, sandbox, changed);
            RemoveInterface(inside, endpoint);
            Failpoint.Hit("network.detach.gone");
            _store.Write(changed);
        }
        catch (IOException e)
        {
            throw new NetworkException(NetworkErrorKind.System, $"failed to disconnect container {containerId}: {e.Message}", e);
        }
        finally
        {
            Free([endpoint]);
        }
    }

    /// <summary>Default routes and published ports lead by the network that gives them now.</summary>
    private void Follow(ReadyNamespace inside, SandboxRecord before, SandboxRecord now)
    {
        RouteBy(inside.Routes, before.Endpoints, now.Endpoints);
        if (!before.Mappings.SequenceEqual(now.Mappings))
        {
            _firewall.Withdraw(before.Mappings);
            _firewall.Publish(now.Mappings);
        }
    }

    private void RemoveInterface(ReadyNamespace inside, EndpointRecord endpoint)
    {
        if (endpoint.HostInterface.Length > 0)
        {
            DeleteHostInterfaces([endpoint]);
        }
        else
        {
            TryDeleteLink(inside.Routes, endpoint.Interface);
        }
    }

    private SandboxRecord GetSandbox(string containerId) => _sandboxes.TryGetValue(containerId, out SandboxRecord? sandbox)
        ? sandbox
        : throw new NetworkException(NetworkErrorKind.NotFound, $"container {containerId} has no network namespace");
}
