using System.Runtime.InteropServices;
using System.Text.Json;
using Berth.Engine.Errors;

namespace Berth.Engine.Security;

/// <summary>
/// Reads a policy that a client sends: docker's profile format, the content of <c>--security-opt seccomp=FILE</c>.
/// </summary>
internal static class SeccompProfileJson
{
    /// <summary>Far above any real profile; the default one is 12 KiB.</summary>
    private const int MaximumLength = 1 << 20;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 16 };

    /// <exception cref="InvalidParameterException">It is no profile.</exception>
    public static SeccompProfile Parse(string json)
    {
        if (json.Length > MaximumLength)
        {
            throw new InvalidParameterException("decoding seccomp profile failed: it is too large");
        }

        try
        {
            using var document = JsonDocument.Parse(json, s_options);
            return ReadProfile(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidParameterException($"decoding seccomp profile failed: {e.Message}", e);
        }
    }

    private static SeccompProfile ReadProfile(JsonElement root)
    {
        string action = Text(root, "defaultAction")
            ?? throw new FormatException("defaultAction is missing");
        IReadOnlyList<string> architectures = Strings(root, "architectures");
        List<string> mapped = Mapped(root);
        if (architectures.Count > 0 && mapped.Count > 0)
        {
            throw new InvalidParameterException(
                "'architectures' and 'archMap' were specified in the seccomp profile, use either 'architectures' or 'archMap'");
        }

        return new SeccompProfile
        {
            DefaultAction = action,
            DefaultErrnoRet = Number(root, "defaultErrnoRet"),
            Architectures = architectures.Count > 0 ? architectures : mapped,
            Flags = Strings(root, "flags"),
            Rules = [.. Items(root, "syscalls").Select(ReadRule)],
        };
    }

    /// <summary>The entry of <c>archMap</c> that the host's architecture has: itself and its relatives.</summary>
    private static List<string> Mapped(JsonElement root)
    {
        string native = RuntimeInformation.ProcessArchitecture
            == Architecture.Arm64 ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
        foreach (JsonElement entry in Items(root, "archMap"))
        {
            if (Text(entry, "architecture") == native)
            {
                return [native, .. Strings(entry, "subArchitectures")];
            }
        }

        return [];
    }

    private static SeccompRule ReadRule(JsonElement rule)
    {
        IReadOnlyList<string> names = Strings(rule, "names");
        string? name = Text(rule, "name");
        if (name is not null && names.Count > 0)
        {
            throw new InvalidParameterException(
                "'name' and 'names' were specified in the seccomp profile, use either 'name' or 'names'");
        }

        return new SeccompRule
        {
            Names = name is null ? names : [name],
            Action = Text(rule, "action") ?? throw new FormatException("action is missing"),
            ErrnoRet = Number(rule, "errnoRet"),
            Arguments = [.. Items(rule, "args").Select(ReadArgument)],
            Includes = ReadCondition(rule, "includes"),
            Excludes = ReadCondition(rule, "excludes"),
        };
    }

    private static SeccompArgument ReadArgument(JsonElement argument) => new(
        argument.GetProperty("index").GetUInt32(),
        Text(argument, "op") ?? throw new FormatException("op is missing"),
        argument.GetProperty("value").GetUInt64(),
        argument.TryGetProperty("valueTwo", out JsonElement second) ? second.GetUInt64() : 0);

    private static SeccompCondition ReadCondition(JsonElement rule, string name)
    {
        if (!rule.TryGetProperty(name, out JsonElement condition) || condition.ValueKind == JsonValueKind.Null)
        {
            return SeccompCondition.Always;
        }

        string? kernel = Text(condition, "minKernel");
        return new SeccompCondition
        {
            Capabilities = Strings(condition, "caps"),
            Architectures = Strings(condition, "arches"),
            MinimumKernel = kernel is null ? null : Version.Parse(kernel),
        };
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static uint? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetUInt32() : null;

    private static IReadOnlyList<string> Strings(JsonElement parent, string name) =>
        [.. Items(parent, name).Select(item => item.GetString() ?? throw new FormatException($"{name} holds a null"))];

    private static JsonElement[] Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? [.. value.EnumerateArray()] : [];
}
