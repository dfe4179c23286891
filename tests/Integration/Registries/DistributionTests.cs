using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registries;

/// <summary><c>GET /distribution/{name}/json</c>, of images that skopeo pushed.</summary>
public sealed class DistributionTests(SharedDaemon shared) : IAsyncLifetime
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("berth-distribution-");
    private RegistryServer? _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RegistryServer Server => _server ?? throw new InvalidOperationException("no registry");

    public async ValueTask InitializeAsync() => _server = await RegistryServer.StartAsync(
        new RegistryServerOptions { Users = new Dictionary<string, string> { ["alice"] = "secret" } });

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _temporary.Delete(recursive: true);
    }

    [Theory]
    [InlineData("v2s2", "application/vnd.docker.distribution.manifest.v2+json")]
    [InlineData("oci", "application/vnd.oci.image.manifest.v1+json")]
    public async Task Inspect_OneImage_HasItsManifestAndPlatform(string format, string mediaType)
    {
        (string digest, int size) = await PushAsync(format);

        JsonElement byTag = await InspectAsync($"{Server.Host}/a/b:1");
        JsonElement byDigest = await InspectAsync($"{Server.Host}/a/b@{digest}");

        Assert.Equal($"{{\"mediaType\":\"{mediaType}\",\"digest\":\"{digest}\",\"size\":{size}}}", byTag.GetProperty("Descriptor").GetRawText());
        Assert.Equal(byTag.GetRawText(), byDigest.GetRawText());

        // dockerd says null of an image in the OCI format.
        if (format == "v2s2" || !Target.IsDockerd)
        {
            Assert.Equal("[{\"architecture\":\"amd64\",\"os\":\"linux\"}]", byTag.GetProperty("Platforms").GetRawText());
        }
    }

    [Fact]
    public async Task Inspect_Index_ListsItsPlatforms()
    {
        (string digest, int size) = await PushAsync("oci");
        string entry = $"\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"{digest}\",\"size\":{size}";
        string index = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
            + $"{{{entry},\"platform\":{{\"architecture\":\"amd64\",\"os\":\"linux\"}}}},"
            + $"{{{entry},\"platform\":{{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}}}},{{{entry}}}]}}";
        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(Server.Url, "v2/a/b/manifests/all"));
        put.Content = new StringContent(index, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/vnd.oci.image.index.v1+json"));
        put.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:secret")));
        using var http = new HttpClient();
        (await http.SendAsync(put, Cancel)).EnsureSuccessStatusCode();

        JsonElement answer = await InspectAsync($"{Server.Host}/a/b:all");

        Assert.Equal("application/vnd.oci.image.index.v1+json", answer.GetProperty("Descriptor").GetProperty("mediaType").GetString());
        Assert.Equal(
            "[{\"architecture\":\"amd64\",\"os\":\"linux\"},{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"},{\"architecture\":\"\",\"os\":\"\"}]",
            answer.GetProperty("Platforms").GetRawText());
    }

    [Fact]
    public async Task Inspect_WhatIsNotThere_IsRefused()
    {
        await PushAsync("v2s2");

        Assert.Equal((HttpStatusCode.NotFound, "manifest unknown: manifest unknown"), await RefusedAsync($"{Server.Host}/a/b:no", "secret"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await RefusedAsync($"{Server.Host}/a/b:1", "wrong")).Status);
        Assert.StartsWith("invalid reference format", (await RefusedAsync("A@@", password: null)).Message, StringComparison.Ordinal);
        Assert.Equal("no manifest found for full image ID", (await RefusedAsync(new string('0', 64), password: null)).Message);
    }

    private async Task<(string Digest, int Size)> PushAsync(string format)
    {
        string archive = Path.Combine(_temporary.FullName, "image.tar");
        byte[] layer = await new LayerBuilder().File("etc/name", "berth").BuildAsync();
        await File.WriteAllBytesAsync(archive, await ImageArchive.DockerAsync("a/b:1", [layer]), Cancel);
        (await Command.RunAsync("skopeo", [
            "copy", "-q", "--dest-tls-verify=false", "--dest-creds", "alice:secret", "--format", format, $"docker-archive:{archive}", $"docker://{Server.Host}/a/b:1"])).Succeeded();
        string raw = (await Command.RunAsync("skopeo", [
            "inspect", "--raw", "--tls-verify=false", "--creds", "alice:secret", $"docker://{Server.Host}/a/b:1"])).Succeeded().Output;
        byte[] bytes = Encoding.UTF8.GetBytes(raw);
        return ($"sha256:{Convert.ToHexStringLower(global::System.Security.Cryptography.SHA256.HashData(bytes))}", bytes.Length);
    }

    private async Task<JsonElement> InspectAsync(string name)
    {
        using HttpResponseMessage answer = await AskAsync(name, "secret");
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    private async Task<(HttpStatusCode Status, string Message)> RefusedAsync(string name, string? password)
    {
        using HttpResponseMessage answer = await AskAsync(name, password);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("message").GetString()!);
    }

    private Task<HttpResponseMessage> AskAsync(string name, string? password)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/distribution/{name}/json", UriKind.Relative));
        if (password is not null)
        {
            request.Headers.Add("X-Registry-Auth", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"username\":\"alice\",\"password\":\"{password}\"}}")));
        }

        return shared.Daemon.Http.SendAsync(request, Cancel);
    }
}
