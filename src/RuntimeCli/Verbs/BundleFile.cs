using System.Text.Json;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>The <c>config.json</c> of a bundle.</summary>
internal static class BundleFile
{
    // A hundred times what the largest ones have: beyond it there is no container, only an attack on memory.
    private const int MostBytes = 16 << 20;

    public static Spec Read(string bundle)
    {
        string path = $"{bundle}/config.json";
        if (!File.Exists(path))
        {
            throw new RuntimeException($"JSON specification file {path} not found");
        }

        try
        {
            return SpecJson.ReadSpec(BoundedFile.ReadAll(path, MostBytes));
        }
        catch (JsonException e)
        {
            throw new RuntimeException($"invalid configuration: {e.Message}", cause: e);
        }
    }
}
