using Berth.Harness;

namespace Berth.Conformance.Registry;

/// <summary>An image of two small layers that nobody else has, as files for the tools.</summary>
internal sealed record ToolImage(string Name, string DockerArchive, string OciArchive)
{
    /// <param name="directory">Where the files go.</param>
    /// <param name="about">Goes into the layers.</param>
    public static async Task<ToolImage> CreateAsync(string directory, string about)
    {
        string name = $"client/{about}:1";
        byte[][] layers =
        [
            await new LayerBuilder().File("etc/name", about).File("noise", Noise(60_000)).BuildAsync(),
            await new LayerBuilder().File("etc/second", $"{about} {Noise(20)}").BuildAsync(),
        ];
        var image = new ToolImage(name, Path.Combine(directory, "docker.tar"), Path.Combine(directory, "oci.tar"));
        await File.WriteAllBytesAsync(image.DockerArchive, await ImageArchive.DockerAsync(name, layers));
        await File.WriteAllBytesAsync(image.OciArchive, await ImageArchive.OciAsync(name, layers));
        return image;
    }

    private static string Noise(int characters) => global::System.Security.Cryptography.RandomNumberGenerator.GetHexString(characters);
}
