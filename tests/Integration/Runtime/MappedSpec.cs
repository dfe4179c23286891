using System.Text.Json.Nodes;
using Berth.Harness;

namespace Berth.Integration.Runtime;

/// <summary>Changes of a test's config.json that give the container a user namespace, or other namespaces than the usual.</summary>
internal static class MappedSpec
{
    public const int FirstId = 100_000;
    public const int Ids = 65_536;

    /// <summary>Root of the container is 100000 outside.</summary>
    public static void Map(JsonObject spec) => Map(spec, FirstId, Ids);

    public static void Map(JsonObject spec, int hostId, int size)
    {
        spec["linux"]!["namespaces"]!.AsArray().Add(Namespace("user"));
        SetMaps(spec, (0, hostId, size));
    }

    public static void SetMaps(JsonObject spec, params (int Container, int Host, int Size)[] maps)
    {
        foreach (string member in (string[])["uidMappings", "gidMappings"])
        {
            spec["linux"]![member] = Maps(maps);
        }
    }

    public static JsonArray Maps(params (int Container, int Host, int Size)[] maps) =>
        [.. maps.Select(m => new JsonObject { ["containerID"] = m.Container, ["hostID"] = m.Host, ["size"] = m.Size })];

    public static JsonObject Namespace(string type, string? path = null)
    {
        var one = new JsonObject { ["type"] = type };
        if (path is not null)
        {
            one["path"] = path;
        }

        return one;
    }

    public static void SetNamespaces(JsonObject spec, params JsonObject[] namespaces) =>
        spec["linux"]!["namespaces"] = new JsonArray([.. namespaces]);

    public static JsonObject Bind(string source, string destination, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = "bind",
        ["source"] = source,
        ["options"] = new JsonArray([.. options.Select(o => JsonValue.Create(o))]),
    };

    /// <summary>Gives the sandbox's root file system to the container's root, as an engine does that remaps users.</summary>
    public static async Task ChownRootAsync(RuntimeSandbox sandbox)
    {
        // runc gives a new tmpfs the mode of the directory below it, whatever the mode in the options.
        string temporary = Path.Combine(sandbox.RootFileSystem, "tmp");
        Directory.CreateDirectory(temporary);
        (await Command.RunAsync("chmod", ["1777", temporary])).Succeeded();
        (await Command.RunAsync("chown", ["-R", $"{FirstId}:{FirstId}", sandbox.RootFileSystem])).Succeeded();
        File.SetUnixFileMode(sandbox.Root, (UnixFileMode)0b111_001_001);
    }
}
