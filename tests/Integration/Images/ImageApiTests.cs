using System.Net;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Images;

/// <summary>Listing and inspecting images, as each version of the Engine API has it. The facts are dockerd 28.5's.</summary>
public sealed class ImageApiTests(SharedDaemon shared)
{
    private const string Amd64 = "%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22amd64%22%7D";
    private const string Riscv64 = "%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22riscv64%22%7D";

    private static readonly string[] s_legacyConfig =
        ["AttachStderr", "AttachStdin", "AttachStdout", "Domainname", "Hostname", "Image", "OpenStdin", "StdinOnce", "Tty"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.24", true, true, true)]
    [InlineData("1.43", true, true, true)]
    [InlineData("1.44", true, true, false)]
    [InlineData("1.45", true, false, false)]
    [InlineData("1.49", true, false, false)]
    [InlineData("1.50", false, false, false)]
    [InlineData("1.51", false, false, false)]
    public async Task Inspect_EachVersion_HasItsMembers(string version, bool legacyConfig, bool containerConfig, bool virtualSize)
    {
        SkipOnOldDockerd(version);
        JsonElement image = await GetAsync($"/v{version}/images/{Daemon.Busybox}/json");

        Assert.Equal(legacyConfig, s_legacyConfig.All(name => image.GetProperty("Config").TryGetProperty(name, out _)));
        Assert.Equal(legacyConfig, s_legacyConfig.Any(name => image.GetProperty("Config").TryGetProperty(name, out _)));
        Assert.Equal(containerConfig, image.TryGetProperty("ContainerConfig", out JsonElement config) && config.ValueKind == JsonValueKind.Object);
        Assert.Equal(virtualSize, image.TryGetProperty("VirtualSize", out _));
        Assert.Equal(["/bin/sh"], image.GetProperty("Config").GetProperty("Cmd").EnumerateArray().Select(static c => c.GetString()));
        Assert.True(Directory.Exists(image.GetProperty("GraphDriver").GetProperty("Data").GetProperty("UpperDir").GetString()));
        Assert.Equal(JsonValueKind.Array, image.GetProperty("RepoDigests").ValueKind);
        Assert.Single(image.GetProperty("RootFS").GetProperty("Layers").EnumerateArray());
    }

    [Fact]
    public async Task Inspect_ImageThatNeverHadAName_WasNeverTagged()
    {
        byte[] layer = await new LayerBuilder().File("never", "tagged").BuildAsync();
        string id = (await shared.Daemon.RunWithStreamAsync(new MemoryStream(layer), "import", "-")).Succeeded().Text;

        Assert.Equal("0001-01-01T00:00:00Z", (await GetAsync($"/images/{id}/json")).GetProperty("Metadata").GetProperty("LastTagTime").GetString());
        (await shared.Daemon.RunAsync("tag", id, "never-tagged:no-more")).Succeeded();
        Assert.StartsWith("2", (await GetAsync($"/images/{id}/json")).GetProperty("Metadata").GetProperty("LastTagTime").GetString(), StringComparison.Ordinal);
        (await shared.Daemon.RunAsync("rmi", id)).Succeeded();
    }

    [Theory]
    [InlineData("1.41", false, false)]
    [InlineData("1.42", true, false)]
    [InlineData("1.50", true, false)]
    [InlineData("1.51", true, true)]
    public async Task List_EachVersion_CountsWhatItCan(string version, bool sharedSize, bool containers)
    {
        SkipOnOldDockerd(version);
        JsonElement[] images = [.. (await GetAsync($"/v{version}/images/json?shared-size=1")).EnumerateArray()];

        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Equal(sharedSize, image.GetProperty("SharedSize").GetInt64() >= 0));
        Assert.All(images, image => Assert.Equal(containers, image.GetProperty("Containers").GetInt64() >= 0));
    }

    [Theory]
    [InlineData("{\"x\":[\"1\"]}", "nvalid filter 'x'")]
    [InlineData("{\"label!\":[\"a\"]}", "nvalid filter 'label!'")]
    [InlineData("{\"dangling\":[\"maybe\"]}", "nvalid filter 'dangling=[maybe]'")]
    [InlineData("{\"reference\":[\"[\"]}", "syntax error in pattern")]
    [InlineData("{\"before\":[\"no-such-image\"]}", "No such image: no-such-image:latest")]
    [InlineData("{\"since\":[\"@@\"]}", "invalid reference format")]
    public async Task List_BadFilter_IsRefused(string filters, string message)
    {
        (HttpStatusCode status, string said) = await RefusedAsync($"/images/json?filters={Uri.EscapeDataString(filters)}");

        Assert.EndsWith(message, said, StringComparison.Ordinal);
        Assert.True((int)status >= 400);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("history")]
    public async Task Platform_ThatTheImageIsNotFor_IsNotFound(string what)
    {
        SkipOnOldDockerd("1.49");
        string other = $"/images/{Daemon.Busybox}/{what}?platform={Riscv64}";

        (HttpStatusCode status, string message) = await RefusedAsync(other);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal($"image with reference {Daemon.Busybox} was found but its platform (linux/amd64) does not match the specified platform (linux/riscv64)", message);
        Assert.Equal("both OS and Architecture must be provided", (await RefusedAsync($"/images/{Daemon.Busybox}/{what}?platform=%7B%7D")).Message);
        await GetAsync($"/images/{Daemon.Busybox}/{what}?platform={Amd64}");
        await GetAsync("/v1.47" + other);
    }

    [Fact]
    public async Task Remove_ForAPlatformThatItIsNotFor_LeavesTheImage()
    {
        SkipOnOldDockerd("1.50");
        using HttpResponseMessage other = await shared.Daemon.Http.DeleteAsync(new Uri($"/images/{Daemon.Busybox}?platforms={Riscv64}", UriKind.Relative), Cancel);
        using HttpResponseMessage two = await shared.Daemon.Http.DeleteAsync(
            new Uri($"/images/{Daemon.Busybox}?platforms={Riscv64}&platforms={Amd64}", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Contains("multiple platforms are not supported", await two.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await GetAsync($"/images/{Daemon.Busybox}/json");
    }

    [Theory]
    [InlineData("/images/search?term=x&limit=101", "limit 101 is outside the range of [1, 100]")]
    [InlineData("/images/search?term=x&limit=a", "invalid limit specified: strconv.Atoi: parsing \"a\": invalid syntax")]
    [InlineData("/images/search?term=x&filters=%7B%22a%22%3A%5B%221%22%5D%7D", "invalid filter 'a'")]
    [InlineData("/images/search?term=https://x/y", "invalid repository name: repository name (https://x/y) should not have a scheme")]
    public async Task Search_BadRequest_IsRefused(string path, string message)
    {
        SkipOnOldDockerd("1.42");

        Assert.Equal((HttpStatusCode.BadRequest, message), await RefusedAsync(path));
    }

    private static void SkipOnOldDockerd(string version) =>
        Assert.SkipWhen(Target.IsDockerd && Version.Parse(version) > new Version(1, 41), "Debian's dockerd is older");

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await shared.Daemon.Http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    private async Task<(HttpStatusCode Status, string Message)> RefusedAsync(string path)
    {
        using HttpResponseMessage answer = await shared.Daemon.Http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("message").GetString()!);
    }
}
