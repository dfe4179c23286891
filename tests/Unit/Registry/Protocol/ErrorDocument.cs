using System.Text.Json;
using Xunit;

namespace Berth.Unit.Registry.Protocol;

/// <summary>The specification's error document.</summary>
internal static class ErrorDocument
{
    /// <summary>Checks status and code; the code null: nothing was written.</summary>
    /// <returns>The details.</returns>
    public static IReadOnlyList<string?> Check(ProtocolClient.Answer answer, int status, string? code)
    {
        Assert.Equal((status, code is null), (answer.Status, answer.Body.Length == 0));
        if (code is null)
        {
            return [];
        }

        Assert.Equal("application/json", answer.Header("Content-Type"));
        using JsonDocument json = JsonDocument.Parse(answer.Body);
        JsonElement errors = json.RootElement.GetProperty("errors");
        Assert.All(errors.EnumerateArray(), error =>
        {
            Assert.Equal(code, error.GetProperty("code").GetString());
            Assert.NotEmpty(error.GetProperty("message").GetString()!);
        });
        return [.. errors.EnumerateArray().Select(error => error.GetProperty("detail").GetString())];
    }
}
