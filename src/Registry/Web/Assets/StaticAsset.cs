using System.Security.Cryptography;

namespace Berth.Registry.Web.Assets;

/// <summary>A file inside the program. Its path names its content, so that a browser may keep it for ever.</summary>
internal sealed class StaticAsset
{
    private StaticAsset(string name, string contentType, byte[] content)
    {
        ContentType = contentType;
        Content = content;
        Path = $"/assets/{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6))}/{name}";
    }

    public string ContentType { get; }

    public byte[] Content { get; }

    public string Path { get; }

    /// <param name="name">The file's name in this folder.</param>
    public static StaticAsset Load(string name, string contentType)
    {
        using Stream stream = typeof(StaticAsset).Assembly.GetManifestResourceStream($"web/{name}")
            ?? throw new InvalidOperationException($"{name} is not inside the program");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new StaticAsset(name, contentType, content);
    }
}
