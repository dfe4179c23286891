using System.Text.Json.Serialization;

namespace Berth.Cli.Credentials;

/// <summary>The message of the helpers' protocol.</summary>
internal sealed record ProgramCredentials
{
    [JsonPropertyName("ServerURL")]
    public string? ServerUrl { get; init; }

    public string? Username { get; init; }

    public string? Secret { get; init; }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"credentials for {ServerUrl}";
}
