namespace Berth.Harness;

/// <summary>Starts the registry that <see cref="Target"/> names, with what both kinds can do.</summary>
public static class RegistryUnderTest
{
    /// <param name="users">Users with their passwords; none: everybody may do everything.</param>
    /// <param name="withTls">Serves TLS.</param>
    /// <param name="configuration">For <see cref="BerthRegistryOptions.Configuration"/>; docker-registry has none of it.</param>
    public static async Task<IRegistry> StartAsync(
        IReadOnlyDictionary<string, string>? users = null, bool withTls = false, string configuration = "")
    {
        users ??= new Dictionary<string, string>();
        return Target.IsDockerRegistry
            ? await RegistryServer.StartAsync(new RegistryServerOptions { Users = users, WithTls = withTls })
            : await BerthRegistry.StartAsync(new BerthRegistryOptions { Users = users, WithTls = withTls, Configuration = configuration });
    }
}
