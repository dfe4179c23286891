using System.Globalization;
using System.Text;
using Berth.Linux;

namespace Berth.Unit.Images;

/// <summary>Writes ustar archives block by block, right or wrong on purpose.</summary>
internal sealed class TarBuilder
{
    private readonly List<byte> _bytes = [];

    /// <summary>Owner of every entry; the user that runs the tests, so that unpacking needs no root.</summary>
    public static (uint Owner, uint Group) Self { get; } = FindSelf();

    public TarBuilder File(string name, string content, uint mode = 0x1a4, char type = '0')
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        return Header(name, type, bytes.Length, mode: mode).Content(bytes);
    }

    public TarBuilder Directory(string name, uint mode = 0x1ed) => Header(name, '5', 0, mode: mode);

    public TarBuilder SymbolicLink(string name, string target) => Header(name, '2', 0, target);

    public TarBuilder HardLink(string name, string target) => Header(name, '1', 0, target);

    public TarBuilder Pax(params (string Key, string Value)[] records)
    {
        var content = new MemoryStream();
        foreach (var (key, value) in records)
        {
            byte[] body = Encoding.UTF8.GetBytes($" {key}={value}\n");
            int length = body.Length + 1;
            while (length != body.Length + length.ToString(CultureInfo.InvariantCulture).Length)
            {
                length = body.Length + length.ToString(CultureInfo.InvariantCulture).Length;
            }

            content.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
            content.Write(body);
        }

        return Header("pax", 'x', content.Length).Content(content.ToArray());
    }

    public TarBuilder Header(string name, char type, long size, string link = "", uint mode = 0x1a4, byte[]? sizeField = null)
    {
        byte[] block = new byte[512];
        Encoding.UTF8.GetBytes(name).AsSpan().CopyTo(block);
        Octal(block.AsSpan(100, 8), mode);
        Octal(block.AsSpan(108, 8), Self.Owner);
        Octal(block.AsSpan(116, 8), Self.Group);
        Octal(block.AsSpan(124, 12), size);
        sizeField?.CopyTo(block, 124);
        Octal(block.AsSpan(136, 12), 1_000_000_000);
        block[156] = (byte)type;
        Encoding.UTF8.GetBytes(link).AsSpan().CopyTo(block.AsSpan(157));
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        block.AsSpan(148, 8).Fill((byte)' ');
        Octal(block.AsSpan(148, 7), block.Sum(static b => b));
        _bytes.AddRange(block);
        return this;
    }

    public TarBuilder Content(ReadOnlySpan<byte> content)
    {
        _bytes.AddRange(content);
        _bytes.AddRange(new byte[(512 - (content.Length % 512)) % 512]);
        return this;
    }

    /// <summary>Bytes as they are, without padding.</summary>
    public TarBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public byte[] ToArray() => [.. _bytes, .. new byte[1024]];

    public byte[] ToUnendedArray() => [.. _bytes];

    public MemoryStream ToStream() => new(ToArray());

    private static void Octal(Span<byte> field, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(field.Length - 1, '0')).CopyTo(field);

    private static (uint Owner, uint Group) FindSelf()
    {
        DirectoryInfo directory = System.IO.Directory.CreateTempSubdirectory("berth-unit-");
        try
        {
            using Fd fd = Fd.Open(directory.FullName, OpenFlags.O_PATH);
            return (fd.Status().Owner, fd.Status().Group);
        }
        finally
        {
            directory.Delete();
        }
    }
}
