using System.Globalization;
using System.Text;

namespace Berth.Harness;

/// <summary>
/// A tar archive written block by block, so that it can be wrong in any way; <c>LayerBuilder</c> makes right ones. Names are
/// Latin-1: each character is a byte.
/// </summary>
public sealed class RawTar
{
    public const int BlockSize = 512;

    private readonly List<byte[]> _chunks = [];

    /// <summary>The two blocks of zeros that end an archive.</summary>
    public static byte[] EndMarker => new byte[2 * BlockSize];

    /// <summary>What was written so far, in order.</summary>
    public IReadOnlyList<byte[]> Chunks => _chunks;

    public RawTar File(string name, string content = "content", uint mode = 0b110_100_100) =>
        Header(new RawTarHeader { Name = Bytes(name), Mode = mode, Size = content.Length }).Content(Bytes(content));

    public RawTar File(string name, byte[] content) =>
        Header(new RawTarHeader { Name = Bytes(name), Size = content.Length }).Content(content);

    public RawTar Directory(string name, uint mode = 0b111_101_101) =>
        Header(new RawTarHeader { Name = Bytes(name), Type = '5', Mode = mode });

    public RawTar Symlink(string name, string target) =>
        Header(new RawTarHeader { Name = Bytes(name), Type = '2', LinkName = Bytes(target), Mode = 0b111_111_111 });

    public RawTar HardLink(string name, string target) =>
        Header(new RawTarHeader { Name = Bytes(name), Type = '1', LinkName = Bytes(target) });

    /// <param name="type"><c>3</c>: a character device, <c>4</c>: a block device.</param>
    public RawTar Device(string name, char type, uint major, uint minor) =>
        Header(new RawTarHeader { Name = Bytes(name), Type = type, Device = (major, minor) });

    /// <summary>A PAX header for what follows.</summary>
    /// <param name="type"><c>x</c>: for the next entry; <c>g</c>: for all.</param>
    public RawTar Pax(IEnumerable<(string Key, string Value)> records, char type = 'x') =>
        PaxContent([.. records.SelectMany(r => PaxRecord(r.Key, r.Value))], type);

    public RawTar Pax(string key, string value) => Pax([(key, value)]);

    /// <summary>A PAX header of these bytes, records or not.</summary>
    public RawTar PaxContent(byte[] content, char type = 'x') =>
        Header(new RawTarHeader { Name = Bytes("pax"), Type = type, Size = content.Length }).Content(content);

    /// <summary>GNU's way to say a long name (<c>L</c>) or a link's long target (<c>K</c>) of the next entry.</summary>
    public RawTar GnuLong(char type, string text) =>
        Header(new RawTarHeader { Name = Bytes("././@LongLink"), Type = type, Size = text.Length + 1, Magic = "ustar  \0"u8.ToArray() })
            .Content([.. Bytes(text), 0]);

    public RawTar Header(RawTarHeader header) => Raw(header.ToBlock());

    /// <summary>Bytes and the padding to a whole block.</summary>
    public RawTar Content(byte[] content) => Raw(content).Raw(new byte[(BlockSize - (content.Length % BlockSize)) % BlockSize]);

    public RawTar Raw(byte[] bytes)
    {
        _chunks.Add(bytes);
        return this;
    }

    /// <summary>All of it, with the end marker.</summary>
    public byte[] ToArray() => [.. _chunks.SelectMany(chunk => chunk), .. EndMarker];

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary><c>LENGTH KEY=VALUE\n</c>, where LENGTH counts itself.</summary>
    public static byte[] PaxRecord(string key, string value)
    {
        int rest = key.Length + value.Length + 3;
        int length = rest + Digits(rest);
        length = rest + Digits(length);
        return Bytes(string.Create(CultureInfo.InvariantCulture, $"{length} {key}={value}\n"));
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
