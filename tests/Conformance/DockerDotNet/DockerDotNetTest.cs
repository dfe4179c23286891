using System.Text;
using Berth.Conformance.Api;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace Berth.Conformance.DockerDotNet;

/// <summary>Docker.DotNet.Enhanced on the engine: what its tests share.</summary>
public abstract class DockerDotNetTest(EngineUnderTest engine) : IAsyncLifetime
{
    private readonly List<string> _containers = [];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected EngineUnderTest Engine => engine;

    protected DockerClient Client { get; } = new DockerClientBuilder().WithEndpoint(engine.Address).Build();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (string id in _containers)
        {
            try
            {
                await Client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, CancellationToken.None);
            }
            catch (DockerApiException)
            {
                // Gone already.
            }
        }

        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a container without a network needs at least.</summary>
    protected static CreateContainerParameters Busybox(params string[] command) => new()
    {
        Image = Harness.Daemon.Busybox,
        Name = $"dotnet-{Guid.NewGuid():N}",
        Cmd = command,
        HostConfig = new HostConfig { NetworkMode = "none" },
    };

    /// <summary>Makes a container that goes at the end of the test.</summary>
    protected async Task<string> CreateAsync(CreateContainerParameters parameters)
    {
        string id = (await Client.Containers.CreateContainerAsync(parameters, Cancel)).ID;
        _containers.Add(id);
        return id;
    }

    protected async Task<string> RunAsync(CreateContainerParameters parameters)
    {
        string id = await CreateAsync(parameters);
        Assert.True(await Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Cancel));
        return id;
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Calls back at once, in order; <see cref="Progress{T}"/> would do so later.</summary>
    protected sealed class Sink<T>(Action<T> take) : IProgress<T>
    {
        public void Report(T value) => take(value);
    }
}
