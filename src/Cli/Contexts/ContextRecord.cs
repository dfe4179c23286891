using System.Text.Json.Nodes;

namespace Berth.Cli.Contexts;

/// <summary>
/// A context: a name for a daemon and how to reach it, as docker keeps it in <c>meta.json</c>:
/// <code>
///   {"Name":"n","Metadata":{"Description":"d"},"Endpoints":{"docker":{"Host":"tcp://h:2376","SkipTLSVerify":false}}}
/// </code>
/// What other programs keep in it stays.
/// </summary>
internal sealed class ContextRecord(JsonObject document)
{
    /// <summary>The endpoint that matters here.</summary>
    public const string Docker = "docker";

    /// <summary>The name of the context that is not in the store: -H, DOCKER_HOST, or the usual socket.</summary>
    public const string Default = "default";

    private const string NameKey = "Name";
    private const string DescriptionKey = "Description";
    private const string HostKey = "Host";

    /// <summary>The description of <see cref="Default"/>.</summary>
    public const string DefaultDescription = "Current DOCKER_HOST based configuration";

    /// <summary>An endpoint of this machine's daemon, in memory.</summary>
    public ContextRecord(string name, string host, bool skipTlsVerify)
        : this(new JsonObject { [NameKey] = name, ["Metadata"] = new JsonObject(), ["Endpoints"] = new JsonObject() })
    {
        SetEndpoint(host, skipTlsVerify);
    }

    public JsonObject Document { get; } = document;

    public string Name
    {
        get => Text(Document, NameKey);
        set => Document[NameKey] = value;
    }

    public string Description
    {
        get => Text(Section("Metadata"), DescriptionKey);
        set => Section("Metadata")[DescriptionKey] = value;
    }

    /// <summary>The daemon's address; empty where the context has none.</summary>
    public string Host => Text(Endpoint, HostKey);

    /// <summary>Whoever answers there is believed.</summary>
    public bool SkipTlsVerify => Endpoint?["SkipTLSVerify"] is JsonValue value && value.TryGetValue(out bool skips) && skips;

    private JsonObject? Endpoint => Section("Endpoints")[Docker] as JsonObject;

    public void SetEndpoint(string host, bool skipTlsVerify)
    {
        var endpoint = new JsonObject();
        if (host.Length > 0)
        {
            endpoint[HostKey] = host;
        }

        endpoint["SkipTLSVerify"] = skipTlsVerify;
        Section("Endpoints")[Docker] = endpoint;
    }

    /// <summary>A copy to change.</summary>
    public ContextRecord Copy() => new((JsonObject)Document.DeepClone());

    private JsonObject Section(string name)
    {
        if (Document[name] is not JsonObject section)
        {
            Document[name] = section = [];
        }

        return section;
    }

    private static string Text(JsonObject? fields, string name) =>
        fields?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
