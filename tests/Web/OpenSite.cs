using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Web;

/// <summary>A registry without accounts, with a few images.</summary>
public sealed class OpenSite : IAsyncLifetime
{
    private BerthRegistry? _registry;

    public Uri Url => Registry.Url;

    public string Host => Registry.Host;

    private BerthRegistry Registry => _registry ?? throw new InvalidOperationException("the registry has not been started");

    public async ValueTask InitializeAsync()
    {
        _registry = await BerthRegistry.StartAsync();
        using var push = new ImagePush(Registry.Url);
        JsonObject amd64 = await push.ImageAsync("acme/shop", null, Sample.Steps, Sample.Configuration, "amd64", Sample.Annotations);
        JsonObject arm64 = await push.ImageAsync("acme/shop", null, Sample.Steps.Take(3).ToArray(), Sample.Configuration, "arm64");
        foreach (string tag in (string[])["2.1.0", "2.1", "latest"])
        {
            JsonObject index = await push.IndexAsync("acme/shop", tag, amd64, arm64);
            await push.ReferrerAsync("acme/shop", index, "application/vnd.dev.sigstore.bundle.v0.3+json");
            await push.ReferrerAsync("acme/shop", index, "application/spdx+json");
        }

        await push.ImageAsync("acme/team/backend/payment-gateway", "nightly-20261130", Sample.Steps, Sample.Configuration);
        await push.ImageAsync("alpine", "3.22", Sample.Steps.Take(2).ToArray());
        await push.PullAsync("acme/shop", "latest");
        for (int i = 0; i < 25; i++)
        {
            await push.ImageAsync($"many/image-{i:00}", "1", Sample.Steps.Take(1).ToArray());
        }

        // Pulls are counted a little later than they happen; the pages that the tests look at have the count.
        await Condition.WaitAsync("the pull is counted", HomeListsTheShopAsync, TimeSpan.FromSeconds(30));
    }

    // Of all the repositories that were pushed it is the oldest: only its pull brings it to the first page.
    private async Task<bool> HomeListsTheShopAsync()
    {
        using var http = new HttpClient();
        string home = await http.GetStringAsync(Url);
        return home.Contains("href=\"/r/acme/shop\"", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }
    }
}
