using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.RegistryClient.Errors;

/// <summary>One error of a registry's answer.</summary>
internal sealed record ErrorItem
{
    [JsonPropertyName("code")]
    public string Code { get => field ?? ""; init; }

    [JsonPropertyName("message")]
    public string Message { get => field ?? ""; init; }

    [JsonPropertyName("detail")]
    public JsonElement? Detail { get; init; }

    /// <summary>
    /// As docker prints it: <c>manifest unknown: manifest unknown</c>; one with neither a detail nor a message of its own is only its
    /// code, <c>unauthorized</c>.
    /// </summary>
    public override string ToString()
    {
        string words = ErrorCodes.IsKnown(Code) ? Code : ErrorCodes.Unknown;
        string usual = ErrorCodes.Message(words);
        string said = ErrorText.OneLine(Message);
        bool isBare = Detail is null or { ValueKind: JsonValueKind.Null } && (said.Length == 0 || said == usual);
        string code = words.Replace('_', ' ').ToLowerInvariant();
        return isBare ? code : $"{code}: {(said.Length == 0 ? usual : said)}";
    }
}
