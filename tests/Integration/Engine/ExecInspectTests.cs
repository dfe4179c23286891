using System.Text;
using System.Text.Json.Nodes;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Engine;

/// <summary><c>GET /exec/{id}/json</c>.</summary>
public sealed class ExecInspectTests(SharedDaemon shared) : CliTest(shared)
{
    /// <summary>What the keys send, as Go writes bytes.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("ctrl-a,b", "AWI=")]
    public async Task Inspect_DetachKeys_AreTheirBytes(string keys, string expected)
    {
        await using TestContainer container = await StartSleeperAsync();
        using var body = new StringContent($$"""{"Cmd":["true"],"DetachKeys":"{{keys}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage made = await Daemon.Http.PostAsync(new Uri($"/containers/{container.Name}/exec", UriKind.Relative), body, TestContext.Current.CancellationToken);
        string id = $"{JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["Id"]}";

        string inspected = await Daemon.Http.GetStringAsync(new Uri($"/exec/{id}/json", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(expected, $"{JsonNode.Parse(inspected)!["DetachKeys"]}");
    }
}
