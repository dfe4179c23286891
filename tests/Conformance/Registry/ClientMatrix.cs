using Berth.Harness;
using Xunit;

[assembly: AssemblyFixture(typeof(Berth.Conformance.Registry.ClientMatrix))]

namespace Berth.Conformance.Registry;

/// <summary>
/// The engines and the registry that the tests of this folder share, started when the first of them asks. The registry has accounts for alice and
/// bob; a tool that is opened has a log-in of its own.
/// </summary>
public sealed class ClientMatrix : IAsyncLifetime
{
    public const string Password = "correct horse";

    private readonly string _root = Directory.CreateTempSubdirectory("berth-clients-").FullName;
    private readonly Lazy<Task<Daemon>> _berthd = new(() => Daemon.StartAsync(new DaemonOptions { Reference = false, WithBusybox = false }));
    private readonly Lazy<Task<Daemon>> _dockerd = new(() => Daemon.StartAsync(new DaemonOptions { Reference = true, WithBusybox = false }));
    private readonly Lazy<Task<IRegistry>> _registry = new(() => RegistryUnderTest.StartAsync(Users));
    private int _tools;

    public static IReadOnlyDictionary<string, string> Users { get; } = new Dictionary<string, string> { ["alice"] = Password, ["bob"] = "bob's own" };

    /// <summary>The tools of a matrix: an engine's client is written <c>client-engine</c>.</summary>
    public static IReadOnlyList<string> Tools { get; } = ["berth-berthd", "docker-berthd", "docker-dockerd", "skopeo", "podman", "oras", "crane"];

    /// <summary>Those that have an engine.</summary>
    public static IReadOnlyList<string> Engines { get; } = [.. Tools.Where(tool => tool.Contains('-', StringComparison.Ordinal))];

    /// <summary>With accounts, new repositories private.</summary>
    public Task<IRegistry> RegistryAsync() => _registry.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_registry.IsValueCreated)
        {
            await (await _registry.Value).DisposeAsync();
        }

        foreach (Lazy<Task<Daemon>> daemon in (Lazy<Task<Daemon>>[])[_berthd, _dockerd])
        {
            if (daemon.IsValueCreated)
            {
                await (await daemon.Value).DisposeAsync();
            }
        }

        await Leftovers.RemoveBelowAsync(_root);
    }

    /// <summary>A tool that nobody has logged in with.</summary>
    /// <exception cref="FileNotFoundException">It is not there, and can be (eng/sid-tools.sh).</exception>
    internal async Task<ClientTool> OpenAsync(string name, IRegistry registry)
    {
        string directory = Path.Combine(_root, $"{name}{Interlocked.Increment(ref _tools)}");
        return name switch
        {
            "berth-berthd" => new EngineTool(directory, registry, await _berthd.Value, Installation.Binary("berth")),
            "docker-berthd" => new EngineTool(directory, registry, await _berthd.Value, Needed("docker")),
            "docker-dockerd" => new EngineTool(directory, registry, await DockerdAsync(), Needed("docker")),
            "skopeo" when Needed(name).Length > 0 => new SkopeoTool(directory, registry),
            "podman" when Needed(name).Length > 0 => new PodmanTool(directory, registry),
            "oras" => new OrasTool(directory, registry),
            "crane" => new CraneTool(directory, registry),
            _ => throw new ArgumentException($"no tool {name}", nameof(name)),
        };
    }

    /// <summary>A tool with a log-in.</summary>
    internal async Task<ClientTool> LogInAsync(string name, IRegistry registry, string user)
    {
        ClientTool tool = await OpenAsync(name, registry);
        (await tool.LoginAsync(user, Users[user])).Succeeded();
        return tool;
    }

    private Task<Daemon> DockerdAsync()
    {
        Needed("dockerd");
        return _dockerd.Value;
    }

    private static string Needed(string program)
    {
        string? path = Installation.OnPath(program);
        Assert.SkipWhen(path is null, $"no {program} on this machine");
        return path;
    }
}
