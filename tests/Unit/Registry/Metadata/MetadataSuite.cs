using Berth.Registry.Naming;
using Berth.Unit.RegistryClient;
using Xunit;

namespace Berth.Unit.Registry.Metadata;

/// <summary>What the suites of the roles share: two processes over one registry's data, and a clock.</summary>
public abstract class MetadataSuite : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private MetadataRoles? _one;
    private MetadataRoles? _other;

    private protected MetadataRoles One => _one!;

    /// <summary>The same data, as another process has it.</summary>
    private protected MetadataRoles Other => _other!;

    private protected ManualTime Time { get; } = new();

    private protected RepositoryName App { get; private set; }

    private protected RepositoryName Tool { get; private set; }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = Open(_root.FullName, Time);
        _other = Open(_root.FullName, Time);
        App = await One.RepositoryAsync("alice/app");
        Tool = await One.RepositoryAsync("tool");
    }

    public ValueTask DisposeAsync()
    {
        _one?.Dispose();
        _other?.Dispose();
        _root.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected abstract MetadataRoles Open(string root, TimeProvider time);
}
