using System.Text.Json;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>The <c>config.json</c> of a bundle.</summary>
internal static class BundleFile
{
    public static Spec Read(string bundle)
    {
        string path = $"{bundle}/config.json";
        if (!File.Exists(path))
        {
            throw new RuntimeException($"JSON specification file {path} not found");
        }

        return JsonSerializer.Deserialize(File.ReadAllBytes(path), RuntimeSpecJson.Default.Spec)
            ?? throw new RuntimeException($"{path} is empty");
    }
}
