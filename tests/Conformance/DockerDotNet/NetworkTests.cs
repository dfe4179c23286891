#nullable disable warnings // the library calls null what the API always has
using Berth.Conformance.Api;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace Berth.Conformance.DockerDotNet;

/// <summary>Networks of one's own through Docker.DotNet.</summary>
public sealed class NetworkTests(EngineUnderTest engine) : DockerDotNetTest(engine)
{
    [Fact]
    public async Task Network_MadeListedInspectedRemoved_IsAsItWasAskedFor()
    {
        string name = NewName();
        string net = NewSubnet();
        NetworksCreateResponse made = await Client.Networks.CreateNetworkAsync(
            new NetworksCreateParameters
            {
                Name = name,
                Driver = "bridge",
                Internal = true,
                Labels = new Dictionary<string, string> { ["made.by"] = name },
                IPAM = new IPAM { Config = [new IPAMConfig { Subnet = $"{net}.0/24", Gateway = $"{net}.9", IPRange = $"{net}.128/25" }] },
            },
            Cancel);
        IList<NetworkResponse> listed = await Client.Networks.ListNetworksAsync(
            new NetworksListParameters { Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"made.by={name}"] = true } } }, Cancel);
        NetworkResponse network = await Client.Networks.InspectNetworkAsync(made.ID, Cancel);
        await Client.Networks.DeleteNetworkAsync(name, Cancel);

        Assert.Equal(made.ID, Assert.Single(listed).ID);
        Assert.Equal((name, "bridge", "local", true), (network.Name, network.Driver, network.Scope, network.Internal));
        IPAMConfig config = Assert.Single(network.IPAM.Config);
        Assert.Equal(($"{net}.0/24", $"{net}.9", $"{net}.128/25"), (config.Subnet, config.Gateway, config.IPRange));
        DockerApiException none = await Assert.ThrowsAnyAsync<DockerApiException>(() => Client.Networks.InspectNetworkAsync(name, Cancel));
        Assert.Equal(404, (int)none.StatusCode);
    }

    [Fact]
    public async Task Container_OnTwoNetworks_HasAnAddressAndItsAliasesInEach()
    {
        await using OwnNetwork first = await NewNetworkAsync();
        await using OwnNetwork second = await NewNetworkAsync();
        CreateContainerParameters asked = Busybox("sleep", "1000");
        asked.HostConfig.NetworkMode = first.Name;
        asked.NetworkingConfig = new NetworkingConfig
        {
            EndpointsConfig = new Dictionary<string, EndpointSettings>
            {
                [first.Name] = new() { Aliases = ["one"] },
                [second.Name] = new() { Aliases = ["two"] },
            },
        };

        string id = await RunAsync(asked);
        IDictionary<string, EndpointSettings> networks = (await Client.Containers.InspectContainerAsync(id, Cancel)).NetworkSettings.Networks;
        NetworkResponse network = await Client.Networks.InspectNetworkAsync(second.Name, Cancel);
        await Client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true }, Cancel);

        Assert.Equal(((string[])[first.Name, second.Name]).Order(StringComparer.Ordinal), networks.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("one", networks[first.Name].Aliases);
        Assert.Contains("two", networks[second.Name].Aliases);
        Assert.Equal(asked.Name, network.Containers[id].Name);
        Assert.StartsWith(networks[second.Name].IPAddress + "/", network.Containers[id].IPv4Address, StringComparison.Ordinal);
        Assert.Equal(network.ID, networks[second.Name].NetworkID);
    }

    [Fact]
    public async Task Connect_Disconnect_OfARunningContainer_AreInItsInspect()
    {
        string net = NewSubnet();
        await using OwnNetwork network = await NewNetworkAsync($"{net}.0/24");
        CreateContainerParameters asked = Busybox("sleep", "1000");
        asked.HostConfig.NetworkMode = "bridge";
        string id = await RunAsync(asked);

        await Client.Networks.ConnectNetworkAsync(
            network.Name,
            new NetworkConnectParameters
            {
                Container = id,
                EndpointConfig = new EndpointSettings { Aliases = ["joined"], IPAMConfig = new EndpointIPAMConfig { IPv4Address = $"{net}.44" } },
            },
            Cancel);
        EndpointSettings joined = (await Client.Containers.InspectContainerAsync(id, Cancel)).NetworkSettings.Networks[network.Name];
        DockerApiException twice = await Assert.ThrowsAnyAsync<DockerApiException>(
            () => Client.Networks.ConnectNetworkAsync(network.Name, new NetworkConnectParameters { Container = id }, Cancel));
        DockerApiException used = await Assert.ThrowsAnyAsync<DockerApiException>(() => Client.Networks.DeleteNetworkAsync(network.Name, Cancel));
        await Client.Networks.DisconnectNetworkAsync(network.Name, new NetworkDisconnectParameters { Container = id }, Cancel);
        IDictionary<string, EndpointSettings> left = (await Client.Containers.InspectContainerAsync(id, Cancel)).NetworkSettings.Networks;

        Assert.Equal($"{net}.44", joined.IPAddress);
        Assert.Contains("joined", joined.Aliases);
        Assert.Equal((403, 403), ((int)twice.StatusCode, (int)used.StatusCode));
        Assert.Equal(["bridge"], left.Keys);
    }

    [Fact]
    public async Task Prune_ByLabel_TakesWhatNothingUses()
    {
        string mark = NewName();
        await Client.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = mark, Labels = new Dictionary<string, string> { [mark] = "" } }, Cancel);

        NetworksPruneResponse pruned = await Client.Networks.PruneNetworksAsync(
            new NetworksDeleteUnusedParameters { Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [mark] = true } } }, Cancel);

        Assert.Equal([mark], pruned.NetworksDeleted);
    }

    [Theory]
    [InlineData("bridge", "", 403)]
    [InlineData("", "", 400)]
    [InlineData("x-name", "nope", 404)]
    public async Task Create_OfWhatCannotBe_Throws(string name, string driver, int status)
    {
        DockerApiException error = await Assert.ThrowsAnyAsync<DockerApiException>(
            () => Client.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = name, Driver = driver }, Cancel));

        Assert.Equal(status, (int)error.StatusCode);
    }

    private static string NewName() => $"dotnet-{Guid.NewGuid():N}";

    private static string NewSubnet()
    {
        byte[] random = System.Security.Cryptography.RandomNumberGenerator.GetBytes(2);
        return $"10.{100 + (random[0] % 90)}.{random[1]}";
    }

    private async Task<OwnNetwork> NewNetworkAsync(string? subnet = null)
    {
        string name = NewName();
        await Client.Networks.CreateNetworkAsync(
            new NetworksCreateParameters { Name = name, IPAM = subnet is null ? null : new IPAM { Config = [new IPAMConfig { Subnet = subnet }] } }, Cancel);
        return new OwnNetwork(this, name);
    }

    /// <summary>A network that is removed at the end, with whatever is on it.</summary>
    private sealed class OwnNetwork(NetworkTests test, string name) : IAsyncDisposable
    {
        public string Name => name;

        public async ValueTask DisposeAsync()
        {
            foreach (string id in (await test.Client.Networks.InspectNetworkAsync(name, CancellationToken.None)).Containers.Keys)
            {
                await test.Client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true }, CancellationToken.None);
            }

            await test.Client.Networks.DeleteNetworkAsync(name, CancellationToken.None);
        }
    }
}
