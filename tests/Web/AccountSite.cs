using Berth.Harness;
using Xunit;

namespace Berth.Web;

/// <summary>A registry with accounts: an administrator, alice and bob, whose repositories are private unless they are made public.</summary>
public sealed class AccountSite : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private BerthRegistry? _registry;

    public Uri Url => Registry.Url;

    public string Host => Registry.Host;

    public BerthRegistry Registry => _registry ?? throw new InvalidOperationException("the registry has not been started");

    public async ValueTask InitializeAsync()
    {
        _registry = await BerthRegistry.StartAsync(new BerthRegistryOptions
        {
            Users = new Dictionary<string, string> { ["root"] = Password, ["alice"] = Password, ["bob"] = Password },
            Administrators = ["root"],
            Configuration = "accounts = { registration = true }",
        });
        using ImagePush push = PushAs("alice");
        await push.ImageAsync("alice/shop", "1.0", Sample.Steps, Sample.Configuration);
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }
    }

    /// <summary>A client that pushes as a user.</summary>
    internal ImagePush PushAs(string user) => new(Registry.Url, (user, Password));
}
