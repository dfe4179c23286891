using System.Net;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry.Protocol;

/// <summary>Blobs that are larger than the registry takes, said beforehand or not.</summary>
public sealed class LimitTests
{
    private const int Limit = 1 << 20;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Push_OfABlobOverTheLimit_IsTooLarge(bool saysLength)
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions { Configuration = "limits = { blob = \"1MiB\" }" });
        using var http = new HttpClient { BaseAddress = registry.Url };
        byte[] blob = new byte[Limit + 1];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/app/blobs/uploads/?digest={PushedImage.DigestOf(blob)}") { Content = new ByteArrayContent(blob) };
        request.Headers.TransferEncodingChunked = !saysLength;

        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("SIZE_INVALID", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(await new RawPushes(http).MonolithicAsync("app", blob[..Limit]));
    }
}
