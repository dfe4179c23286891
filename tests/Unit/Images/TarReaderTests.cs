using System.Formats.Tar;
using System.Text;
using Berth.Archive;
using Berth.Linux;
using CsCheck;
using Xunit;
using TarEntry = Berth.Archive.TarEntry;
using TarReader = Berth.Archive.TarReader;

namespace Berth.Unit.Images;

public sealed class TarReaderTests
{
    private static readonly string s_long = string.Join('/', Enumerable.Repeat(new string('x', 60), 8));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public async Task NextAsync_AnArchiveOfAnyFormat_HasItsFiles(TarEntryFormat format)
    {
        string name = format is TarEntryFormat.Gnu or TarEntryFormat.Pax ? s_long : "dir/file";
        var stream = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(stream, format, leaveOpen: true))
        {
            writer.WriteEntry(Make(format, TarEntryType.Directory, "dir/"));
            System.Formats.Tar.TarEntry file = Make(format, format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile, name);
            file.DataStream = new MemoryStream("content"u8.ToArray());
            writer.WriteEntry(file);
            System.Formats.Tar.TarEntry link = Make(format, TarEntryType.SymbolicLink, "link");
            link.LinkName = format is TarEntryFormat.Gnu or TarEntryFormat.Pax ? s_long : "target";
            writer.WriteEntry(link);
        }

        stream.Position = 0;
        var entries = await ReadAllAsync(new TarReader(stream));

        Assert.Equal(
            [("dir/", TarEntryKind.Directory, ""), (name, TarEntryKind.Regular, "content"), ("link", TarEntryKind.SymbolicLink, "")],
            entries.Select(static e => (e.Entry.Name, e.Entry.Kind, e.Content)));
        Assert.Equal(format is TarEntryFormat.Gnu or TarEntryFormat.Pax ? s_long : "target", entries[2].Entry.LinkName);
    }

    [Fact]
    public async Task NextAsync_PaxRecords_CountMoreThanTheHeader()
    {
        byte[] archive = new TarBuilder()
            .Pax(("path", "péx"), ("mtime", "-1.25"), ("uid", "4000000000"), ("SCHILY.xattr.user.a", "b"), ("comment", "ignored"))
            .File("short", "12345").ToArray();

        var (entry, content) = Assert.Single(await ReadAllAsync(new TarReader(new MemoryStream(archive))));

        Assert.Equal(("péx", 4000000000u, "12345"), (entry.Name, entry.Owner, content));
        Assert.Equal(new FileTime(-2, 750_000_000), entry.Modified);
        Assert.Equal("user.a", Assert.Single(entry.Xattrs).Key);
    }

    [Fact]
    public async Task NextAsync_ABinarySize_IsRead()
    {
        byte[] size = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3];
        byte[] archive = new TarBuilder().Header("f", '0', 0, sizeField: size).Content("abc"u8).ToArray();

        Assert.Equal("abc", Assert.Single(await ReadAllAsync(new TarReader(new MemoryStream(archive)))).Content);
    }

    [Fact]
    public async Task NextAsync_NoEndMarker_IsTheEndAllTheSame()
    {
        byte[] archive = new TarBuilder().File("f", "abc").ToUnendedArray();

        Assert.Single(await ReadAllAsync(new TarReader(new MemoryStream(archive))));
        Assert.Single(await ReadAllAsync(new TarReader(new MemoryStream(archive[..515]))));
    }

    [Theory]
    [InlineData(600)]
    [InlineData(100)]
    [InlineData(514)]
    public async Task NextAsync_ATruncatedArchive_IsUnexpectedEof(int length)
    {
        byte[] archive = new TarBuilder().File("f", new string('x', 200)).ToUnendedArray();

        ArchiveException e = await Assert.ThrowsAsync<ArchiveException>(() => ReadAllAsync(new TarReader(new MemoryStream(archive[..length]))));
        Assert.Equal("unexpected EOF", e.Message);
    }

    [Fact]
    public async Task NextAsync_Noise_IsAnInvalidHeader()
    {
        byte[] noise = [.. Enumerable.Range(1, 2048).Select(static i => (byte)(i * 7))];

        ArchiveException e = await Assert.ThrowsAsync<ArchiveException>(() => ReadAllAsync(new TarReader(new MemoryStream(noise))));
        Assert.Equal("archive/tar: invalid tar header", e.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task NextAsync_ANegativeSize_IsRefused(long size)
    {
        byte[] field = [0xff, 0xff, 0xff, 0xff, .. BitConverter.GetBytes(size).Reverse()];
        byte[] archive = new TarBuilder().Header("f", '0', 0, sizeField: field).ToArray();

        await Assert.ThrowsAsync<ArchiveException>(() => ReadAllAsync(new TarReader(new MemoryStream(archive))));
    }

    [Theory]
    [InlineData("999999999 path=x\n")]
    [InlineData("0 path=x\n")]
    [InlineData("-5 path=x\n")]
    [InlineData("10 path=x")]
    [InlineData("path=x\n")]
    [InlineData("9 =novalue\n")]
    [InlineData("11 path=\0a\n")]
    [InlineData("25 GNU.sparse.major=1111\n")]
    public async Task NextAsync_BadPaxRecords_AreRefused(string content)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(content);
        byte[] archive = new TarBuilder().Header("pax", 'x', bytes.Length).Content(bytes).File("f", "").ToArray();

        await Assert.ThrowsAsync<ArchiveException>(() => ReadAllAsync(new TarReader(new MemoryStream(archive))));
    }

    [Fact]
    public async Task NextAsync_AHugeExtendedHeader_IsRefusedBeforeItIsRead()
    {
        byte[] archive = new TarBuilder().Header("pax", 'x', 1L << 33).ToArray();

        ArchiveException e = await Assert.ThrowsAsync<ArchiveException>(() => ReadAllAsync(new TarReader(new MemoryStream(archive))));
        Assert.Contains("over the limit", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextAsync_TooManyEntries_AreRefused()
    {
        byte[] archive = new TarBuilder().File("a", "").File("b", "").File("c", "").ToArray();
        var limits = new ArchiveLimits { Entries = 2 };

        await Assert.ThrowsAsync<ArchiveException>(() => ReadAllAsync(new TarReader(new MemoryStream(archive), limits)));
    }

    [Fact]
    public void NextAsync_AnyDamage_EndsInItsOwnException()
    {
        byte[] good = new TarBuilder().Pax(("path", "a/b"), ("size", "3")).File("x", "abc").SymbolicLink("l", "t").Directory("d").ToArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] bad = [.. good];
            bad[at] = value;
            try
            {
                ReadAllAsync(new TarReader(new MemoryStream(bad, 0, length))).GetAwaiter().GetResult();
            }
            catch (ArchiveException)
            {
            }
        });
    }

    private static System.Formats.Tar.TarEntry Make(TarEntryFormat format, TarEntryType type, string name) => format switch
    {
        TarEntryFormat.V7 => new V7TarEntry(type, name),
        TarEntryFormat.Ustar => new UstarTarEntry(type, name),
        TarEntryFormat.Gnu => new GnuTarEntry(type, name),
        _ => new PaxTarEntry(type, name),
    };

    private static async Task<List<(TarEntry Entry, string Content)>> ReadAllAsync(TarReader reader)
    {
        var entries = new List<(TarEntry, string)>();
        while (await reader.NextAsync(Cancellation) is { } entry)
        {
            byte[] content = new byte[entry.Size];
            int have = 0;
            int got;
            while ((got = await reader.ReadAsync(content.AsMemory(have), Cancellation)) > 0)
            {
                have += got;
            }

            entries.Add((entry, Encoding.UTF8.GetString(content, 0, have)));
        }

        return entries;
    }
}
