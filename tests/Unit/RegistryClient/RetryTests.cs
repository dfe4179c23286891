using System.Net;
using Berth.RegistryClient;
using Xunit;

namespace Berth.Unit.RegistryClient;

/// <summary>What is tried again, how often and after which pause.</summary>
public sealed class RetryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Get_AFailureThatMayPass_IsTriedAgainAfterPausesThatDouble(HttpStatusCode status)
    {
        int calls = 0;
        var registry = new FakeRegistry(_ => ++calls < 5 ? FakeRegistry.Text(status) : FakeRegistry.Text(HttpStatusCode.OK, "{}"));

        await registry.Repository("h.example/x").GetManifestAsync("1", Cancellation);

        double[] pauses = [.. registry.Time.Pauses.Select(p => p.TotalMilliseconds)];
        Assert.Equal(4, pauses.Length);
        for (int i = 0; i < pauses.Length; i++)
        {
            double middle = 200 * Math.Pow(2, i);
            Assert.InRange(pauses[i], middle * 0.5, middle * 1.5);
        }
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 02 Jan 2026 03:04:50 GMT", 45)]
    public async Task Get_ARegistryThatSaysWhen_IsAskedThen(string retryAfter, int seconds)
    {
        int calls = 0;
        var registry = new FakeRegistry(_ => ++calls == 1
            ? FakeRegistry.Text(HttpStatusCode.TooManyRequests, "", ("Retry-After", retryAfter))
            : FakeRegistry.Text(HttpStatusCode.OK, "{}"));

        await registry.Repository("h.example/x").GetManifestAsync("1", Cancellation);

        Assert.Equal([TimeSpan.FromSeconds(seconds)], registry.Time.Pauses);
    }

    [Theory]
    [InlineData("61")]
    [InlineData("99999999999999999999")]
    [InlineData("Sat, 03 Jan 2026 03:04:50 GMT")]
    public async Task Get_ARegistryThatAsksForTooMuchPatience_IsNotAskedAgain(string retryAfter)
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(
            HttpStatusCode.TooManyRequests,
            """{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}""",
            ("Retry-After", retryAfter)));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => registry.Repository("h.example/x").GetManifestAsync("1", Cancellation));

        Assert.Equal("toomanyrequests: You have reached your pull rate limit.", e.Message);
        Assert.Equal(RegistryErrorKind.RateLimited, e.Kind);
        Assert.Single(registry.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task Get_ARegistryThatDoesNotSayWhen_IsNotHammered(string retryAfter)
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(HttpStatusCode.TooManyRequests, "", ("Retry-After", retryAfter)));

        await Assert.ThrowsAsync<RegistryException>(() => registry.Repository("h.example/x").GetManifestAsync("1", Cancellation));

        Assert.Equal(5, registry.Requests.Count);
        Assert.All(registry.Time.Pauses, p => Assert.InRange(p.TotalMilliseconds, 100, 10_000));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotImplemented)]
    public async Task Get_ARefusal_IsNotTriedAgain(HttpStatusCode status)
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(status));

        await Assert.ThrowsAsync<RegistryException>(() => registry.Repository("h.example/x").GetManifestAsync("1", Cancellation));

        Assert.Single(registry.Requests);
    }
}
