using System.Text;
using Berth.Harness;

namespace Berth.Integration.Durability;

/// <summary>Archives for tests that kill: small, of known content, some with layers in common, some of several megabytes.</summary>
internal static class SmallImages
{
    /// <summary>A docker archive of one image with two layers.</summary>
    /// <param name="name">Its name and tag.</param>
    /// <param name="below">Which of the lower layers; images of the same number share it.</param>
    /// <param name="above">What the upper layer holds.</param>
    /// <param name="bytes">Bytes of a large file in the upper layer; 0: none.</param>
    public static Task<byte[]> DockerAsync(string name, int below, int above, int bytes = 0) =>
        ImageArchive.DockerAsync(name, [RootFs(below), Upper(above, bytes)]);

    /// <summary>A root file system to import.</summary>
    public static byte[] RootFs(int number)
    {
        var layer = new RawTar().Directory("etc/").File("etc/number", $"{number}").Symlink("etc/link", "number");
        for (int i = 0; i < 40; i++)
        {
            layer.File($"etc/{i}", string.Concat(Enumerable.Repeat($"{number}.{i} ", i * 10)));
        }

        return layer.ToArray();
    }

    private static byte[] Upper(int number, int bytes)
    {
        var layer = new RawTar().Directory("data/").File("data/number", $"{number}").File("etc/.wh.3", "").HardLink("data/link", "data/number");
        if (bytes > 0)
        {
            byte[] content = new byte[bytes];
            new Random(number).NextBytes(content);
            layer.File("data/large", content);
        }

        return layer.File("data/last", Encoding.Latin1.GetBytes($"last {number}")).ToArray();
    }
}
