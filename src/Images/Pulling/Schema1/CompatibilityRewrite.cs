using System.Text.Json;

namespace Berth.Images.Pulling.Schema1;

/// <summary>
/// A configuration written by docker before 1.8.3, in the form that later dockers give it: the members they know, in their order, with
/// defaults for what is missing (moby, image/v1/imagev1.go, MakeConfigFromV1Config).
/// </summary>
internal static class CompatibilityRewrite
{
    private delegate void Writer(GoJson json, JsonElement value);

    // A name, how the value is written, whether a missing or empty one is left out.
    private sealed record Member(string Name, Writer Write, bool OmitEmpty = false, string Default = "null");

    private static readonly Member[] s_health =
    [
        new("Test", Texts, OmitEmpty: true),
        new("Interval", Number, OmitEmpty: true),
        new("Timeout", Number, OmitEmpty: true),
        new("StartPeriod", Number, OmitEmpty: true),
        new("Retries", Number, OmitEmpty: true),
    ];

    private static readonly Member[] s_container =
    [
        new("Hostname", Text, Default: "\"\""),
        new("Domainname", Text, Default: "\"\""),
        new("User", Text, Default: "\"\""),
        new("AttachStdin", Flag, Default: "false"),
        new("AttachStdout", Flag, Default: "false"),
        new("AttachStderr", Flag, Default: "false"),
        new("ExposedPorts", Set, OmitEmpty: true),
        new("Tty", Flag, Default: "false"),
        new("OpenStdin", Flag, Default: "false"),
        new("StdinOnce", Flag, Default: "false"),
        new("Env", Texts),
        new("Cmd", Texts),
        new("Healthcheck", static (json, value) => Object(json, value, s_health), OmitEmpty: true),
        new("ArgsEscaped", Flag, OmitEmpty: true),
        new("Image", Text, Default: "\"\""),
        new("Volumes", Set),
        new("WorkingDir", Text, Default: "\"\""),
        new("Entrypoint", Texts),
        new("NetworkDisabled", Flag, OmitEmpty: true),
        new("MacAddress", Text, OmitEmpty: true),
        new("OnBuild", Texts),
        new("Labels", Map),
        new("StopSignal", Text, OmitEmpty: true),
        new("StopTimeout", Number, OmitEmpty: false, Default: ""),
        new("Shell", Texts, OmitEmpty: true),
    ];

    private static readonly Member[] s_image =
    [
        new("comment", Text, OmitEmpty: true),
        new("created", static (json, value) => json.Text(GoTime.Rewrite(value.GetString()!)), Default: $"\"{GoTime.Zero}\""),
        new("container", Text, OmitEmpty: true),
        new("container_config", Container, Default: "{}"),
        new("docker_version", Text, OmitEmpty: true),
        new("author", Text, OmitEmpty: true),
        new("config", Container, Default: ""),
        new("architecture", Text, OmitEmpty: true),
        new("variant", Text, OmitEmpty: true),
        new("os", Text, OmitEmpty: true),
    ];

    private static readonly JsonElement s_empty = JsonDocument.Parse("{}").RootElement;

    /// <summary>The members of the rewritten configuration, without those that name it, its parent and its size.</summary>
    /// <exception cref="FormatException">A member has a type that it cannot have.</exception>
    public static IEnumerable<KeyValuePair<string, byte[]>> Rewrite(JsonElement image)
    {
        foreach (Member member in s_image)
        {
            var json = new GoJson();
            if (TryWrite(json, image, member))
            {
                yield return new KeyValuePair<string, byte[]>(member.Name, json.Written.ToArray());
            }
        }
    }

    /// <summary>A member by its name in any case, as Go finds it; the last of several.</summary>
    public static JsonElement? Find(JsonElement parent, string name)
    {
        JsonElement? found = null;
        foreach (JsonProperty property in parent.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = property.Value;
            }
        }

        return found is { ValueKind: JsonValueKind.Null } ? null : found;
    }

    private static bool TryWrite(GoJson json, JsonElement parent, Member member)
    {
        JsonElement? value = Find(parent, member.Name);
        if (value is not null && !(member.OmitEmpty && IsEmpty(value.Value)))
        {
            member.Write(json, value.Value);
            return true;
        }

        if (member.OmitEmpty || member.Default.Length == 0)
        {
            return false;
        }

        if (member.Default == "{}")
        {
            member.Write(json, s_empty);
        }
        else
        {
            json.Raw(System.Text.Encoding.ASCII.GetBytes(member.Default));
        }

        return true;
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetInt64(out long number) && number == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,

        // A structure is a pointer in Go, which is only empty where it is missing; a map without entries is.
        _ => false,
    };

    private static void Object(GoJson json, JsonElement value, Member[] members)
    {
        json.Open('{');
        foreach (Member member in members)
        {
            var content = new GoJson();
            if (TryWrite(content, value, member))
            {
                json.Name(member.Name).Raw(content.Written);
            }
        }

        json.Close('}');
    }

    private static void Container(GoJson json, JsonElement value) => Object(json, value, s_container);

    private static void Text(GoJson json, JsonElement value) => json.Text(value.GetString()!);

    private static void Flag(GoJson json, JsonElement value) => json.Boolean(value.GetBoolean());

    private static void Number(GoJson json, JsonElement value) => json.Number(value.GetInt64());

    // Where Go has a list, old configurations may have one text.
    private static void Texts(GoJson json, JsonElement value)
    {
        json.Open('[');
        if (value.ValueKind == JsonValueKind.String)
        {
            json.Text(value.GetString()!);
        }
        else
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                json.Text(item.GetString() ?? "");
            }
        }

        json.Close(']');
    }

    private static void Set(GoJson json, JsonElement value)
    {
        json.Open('{');
        foreach (string name in value.EnumerateObject().Select(static p => p.Name).Distinct().Order(StringComparer.Ordinal))
        {
            json.Name(name).Open('{').Close('}');
        }

        json.Close('}');
    }

    private static void Map(GoJson json, JsonElement value)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            sorted[property.Name] = property.Value.GetString() ?? "";
        }

        json.Open('{');
        foreach (var (name, text) in sorted)
        {
            json.Name(name).Text(text);
        }

        json.Close('}');
    }
}
