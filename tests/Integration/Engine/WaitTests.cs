using System.Net;
using System.Text.Json;
using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Engine;

/// <summary><c>POST /containers/{id}/wait</c>: what is waited for, and what is answered.</summary>
public sealed class WaitTests(SharedDaemon shared) : CliTest(shared)
{
    [Theory]
    [InlineData("next-exit")]
    [InlineData("removed")]
    public async Task Wait_ForOneThatNeverRan_EndsWithItsRemoval(string condition)
    {
        string name = NewName();
        await TextAsync("create", "--name", name, Busybox);
        using HttpResponseMessage answer = await BeginAsync(name, condition);

        await TextAsync("rm", name);

        Assert.Equal(0, (await BodyAsync(answer)).GetProperty("StatusCode").GetInt32());
    }

    [Fact]
    public async Task Wait_ForTheNextExit_GivesItsCode()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await TextAsync("create", "--name", name, Busybox, "sh", "-c", "exit 9");
        using HttpResponseMessage answer = await BeginAsync(name, "next-exit");

        await TextAsync("start", name);

        JsonElement end = await BodyAsync(answer);
        Assert.Equal(9, end.GetProperty("StatusCode").GetInt32());
        Assert.True(!end.TryGetProperty("Error", out JsonElement error) || error.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Wait_ForOneThatCouldNotBeStarted_SaysWhy()
    {
        string name = NewName();
        await using var container = new TestContainer(Daemon, name);
        await RunAsync("run", "-d", "--name", name, Busybox, "no-such-program");

        using HttpResponseMessage answer = await BeginAsync(name, "not-running");

        JsonElement end = await BodyAsync(answer);
        Assert.Equal(127, end.GetProperty("StatusCode").GetInt32());
        Assert.Contains("no-such-program", end.GetProperty("Error").GetProperty("Message").GetString(), StringComparison.Ordinal);
        Assert.Equal("127", await TextAsync("wait", name));
    }

    [Fact]
    public async Task Wait_ForAnUnknownCondition_IsRefused()
    {
        await using TestContainer container = await StartSleeperAsync();

        using HttpResponseMessage answer = await BeginAsync(container.Name, "foo");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("invalid condition", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Returns with the head of the answer, when the wait has begun.</summary>
    private async Task<HttpResponseMessage> BeginAsync(string name, string condition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1.41/containers/{name}/wait?condition={condition}", UriKind.Relative));
        return await Daemon.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
