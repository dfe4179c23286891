using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Berth.Cli.Credentials;

/// <summary>
/// The client's configuration file, <c>config.json</c> in <c>~/.docker</c> or <c>DOCKER_CONFIG</c>, which it shares with other
/// programs. Of it are used
/// <code>
///   auths         registry → auth (base64 of USER:PASSWORD), identitytoken, registrytoken
///   credsStore    name of the helper that keeps the credentials of all registries
///   credHelpers   registry → name of the helper that keeps those of one
///   pruneFilters  filters of every prune, NAME=VALUE each
///   currentContext, HttpHeaders, detachKeys, proxies, psFormat and the other formats of listings
/// </code>
/// Everything else stays as it is when the file is written: fields, their order, other fields of an entry.
/// </summary>
internal sealed class ClientConfig
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 64 };

    private static readonly JsonWriterOptions s_writing = new()
    {
        Indented = true,
        IndentCharacter = '\t',
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _document;
    private readonly Dictionary<string, CredentialEntry> _entries = new(StringComparer.Ordinal);

    private ClientConfig(string path, JsonObject document)
    {
        Path = path;
        _document = document;
    }

    /// <summary>The file, which need not be there.</summary>
    public string Path { get; }

    /// <summary>Why the file could not be read; it is not overwritten then.</summary>
    public string? Problem { get; private init; }

    /// <summary>True where the file says anything about credentials.</summary>
    public bool HasCredentials => _entries.Count > 0 || Text(_document, "credsStore").Length > 0 || Section("credHelpers") is { Count: > 0 };

    /// <summary>The registries that the file itself has credentials of.</summary>
    public IReadOnlyList<string> Registries => [.. _entries.Keys];

    /// <summary>Filters of every prune, <c>NAME=VALUE</c> each.</summary>
    public IReadOnlyList<string> PruneFilters => _document["pruneFilters"] is JsonArray filters
        ? [.. filters.Select(filter => filter is JsonValue value && value.TryGetValue(out string? text) ? text : null).OfType<string>()]
        : [];

    /// <summary>The context that commands use; empty: none is chosen. Setting it needs a <see cref="Save"/>.</summary>
    public string CurrentContext
    {
        get => Setting("currentContext");
        set => Set(_document, "currentContext", value);
    }

    /// <summary>A setting that is a text, such as <c>psFormat</c>; empty where the file has none.</summary>
    public string Setting(string name) => Field(_document, name) is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    /// <summary>The texts of a section, such as <c>HttpHeaders</c>.</summary>
    public IReadOnlyDictionary<string, string> Texts(string section) => Texts(Field(_document, section));

    /// <summary>The section of <c>proxies</c> for a daemon, or its <c>default</c>.</summary>
    /// <param name="host">The daemon's address.</param>
    public IReadOnlyDictionary<string, string> Proxies(string host)
    {
        var proxies = Field(_document, "proxies") as JsonObject;
        return Texts(proxies?.ContainsKey(host) == true ? proxies[host] : Field(proxies, "default"));
    }

    /// <summary>Reads the file; one that is not there is empty, and so is one that cannot be read, with its <see cref="Problem"/>.</summary>
    public static ClientConfig Load(string path)
    {
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ClientConfig(path, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ClientConfig(path, []) { Problem = $"loading config file: open {path}: {FileError.Text(e)}" };
        }
    }

    /// <summary>Reads the file's bytes.</summary>
    public static ClientConfig Parse(string path, ReadOnlySpan<byte> json)
    {
        try
        {
            var config = new ClientConfig(path, Document(json));
            config.ReadEntries();
            return config;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or CredentialException)
        {
            return new ClientConfig(path, []) { Problem = $"parsing config file ({path}): {e.Message}" };
        }
    }

    /// <summary>The helper for a registry: its own, or that of all; empty where the file itself keeps its credentials.</summary>
    public string HelperFor(string key) =>
        Section("credHelpers") is { } own && own.ContainsKey(key) ? Text(own, key) : Text(_document, "credsStore");

    /// <summary>Names the helper of all registries.</summary>
    public void UseHelper(string name) => _document["credsStore"] = name;

    /// <summary>What the file has for a registry, under its key or under an address of it.</summary>
    public CredentialEntry? Find(string key) => _entries.TryGetValue(key, out var entry)
        ? entry
        : _entries.Values.FirstOrDefault(other => RegistryKey.HostOf(other.ServerAddress) == key);

    /// <summary>Adds an entry, or changes the one that is there.</summary>
    /// <returns>False where nothing changes.</returns>
    public bool Put(CredentialEntry entry)
    {
        if (_entries.TryGetValue(entry.ServerAddress, out var old) && old == entry)
        {
            return false;
        }

        _entries[entry.ServerAddress] = entry;
        var auths = Section("auths") ?? NewAuths();
        if (auths[entry.ServerAddress] is not JsonObject fields)
        {
            auths[entry.ServerAddress] = fields = [];
        }

        var hasPassword = entry.Username.Length + entry.Password.Length > 0;
        Set(fields, "auth", hasPassword ? AuthText.Encode(entry.Username, entry.Password) : "");
        Set(fields, "identitytoken", entry.IdentityToken);
        Set(fields, "registrytoken", entry.RegistryToken);
        Set(fields, "username", "");
        Set(fields, "password", "");
        return true;
    }

    /// <returns>False where there was none.</returns>
    public bool Remove(string key) => _entries.Remove(key) && Section("auths") is { } auths && auths.Remove(key);

    /// <summary>Writes the file as docker does: tabs, no line break at its end.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_writing))
        {
            _document.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    /// <exception cref="CredentialException">The file cannot be written, or was not readable and would be lost.</exception>
    public void Save()
    {
        if (Problem is not null)
        {
            throw new CredentialException($"{Path} cannot be read, and is not overwritten: mend or remove it first");
        }

        if (Section("auths") is null)
        {
            NewAuths();
        }

        ConfigFileWriter.Replace(Path, ToBytes());
    }

    private void ReadEntries()
    {
        foreach (var (key, value) in Section("auths") ?? [])
        {
            var fields = value as JsonObject;
            var auth = Text(fields, "auth");
            var (user, password) = auth.Length > 0 ? AuthText.Decode(auth) : (Text(fields, "username"), Text(fields, "password"));
            _entries[key] = new CredentialEntry
            {
                ServerAddress = key,
                Username = user,
                Password = password,
                IdentityToken = Text(fields, "identitytoken"),
                RegistryToken = Text(fields, "registrytoken"),
            };
        }
    }

    private JsonObject NewAuths()
    {
        var auths = new JsonObject();
        _document.Insert(0, "auths", auths);
        return auths;
    }

    private JsonObject? Section(string name) => Field(_document, name) switch
    {
        null => null,
        JsonObject section => section,
        _ => throw new CredentialException($"{name} is not an object"),
    };

    private static Dictionary<string, string> Texts(JsonNode? section)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in section as JsonObject ?? [])
        {
            if (node is JsonValue value && value.TryGetValue(out string? text))
            {
                texts[name] = text;
            }
        }

        return texts;
    }

    private static string Text(JsonObject? fields, string name) => Field(fields, name)?.GetValue<string>() ?? "";

    // Names are matched as the programs do that share the file: exactly, else without regard to case.
    private static JsonNode? Field(JsonObject? fields, string name) => fields is null
        ? null
        : fields.TryGetPropertyValue(name, out var exact)
            ? exact
            : fields.FirstOrDefault(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static void Set(JsonObject fields, string name, string value)
    {
        if (value.Length > 0)
        {
            fields[name] = value;
        }
        else
        {
            fields.Remove(name);
        }
    }

    private static JsonObject Document(ReadOnlySpan<byte> json)
    {
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            return [];
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = s_reading.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        return Copy(document.RootElement) as JsonObject ?? throw new CredentialException("not a JSON object");
    }

    /// <summary>Copies element by element, because a node of its own refuses a name that comes twice; the last one counts.</summary>
    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Object:
                var fields = new JsonObject();
                foreach (var field in element.EnumerateObject())
                {
                    fields[field.Name] = Copy(field.Value);
                }

                return fields;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}
