using System.Globalization;
using System.Text;
using Berth.Archive;
using Berth.Linux;
using Xunit;
using TarEntry = Berth.Archive.TarEntry;
using TarReader = Berth.Archive.TarReader;
using TarWriter = Berth.Archive.TarWriter;

namespace Berth.Unit.Images.Archive;

/// <summary>The bytes that Go's archive/tar writes in its PAX format, which docker's layers are made of.</summary>
public sealed class TarWriterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteEntryAsync_APlainFile_IsOneUstarHeader()
    {
        byte[] archive = await WriteAsync(new TarEntry
        {
            Name = "a/b/f",
            Kind = TarEntryKind.Regular,
            Mode = 0x9ed,
            Modified = new FileTime(0x6ABC_1234 & 0x3fff_ffff, 0),
            Size = 3,
        });

        // As dockerd 28.5 exported this very file, but for the time.
        string expected = "a/b/f".PadRight(100, '\0') + "0004755\0" + "0000000\0" + "0000000\0" + "00000000003\0"
            + Convert.ToString(0x6ABC_1234 & 0x3fff_ffff, 8).PadLeft(11, '0') + "\0";
        Assert.Equal(expected, Encoding.ASCII.GetString(archive, 0, 148));
        Assert.Equal("ustar\000", Encoding.ASCII.GetString(archive, 257, 8));
        Assert.Equal(new string('\0', 64), Encoding.ASCII.GetString(archive, 265, 64));
        Assert.Equal("0000000\00000000\0", Encoding.ASCII.GetString(archive, 329, 16));
        Assert.Equal(512 + 512 + 1024, archive.Length);
    }

    [Fact]
    public async Task WriteEntryAsync_ADirectoryOfDocker_HasItsChecksum()
    {
        // The first block of a directory "a/" of 0755 at 1795582007, as dockerd 28.5 wrote it.
        byte[] archive = await WriteAsync(new TarEntry
        {
            Name = "a/",
            Kind = TarEntryKind.Directory,
            Mode = 0x1ed,
            Modified = new FileTime(Convert.ToInt64("15301464067", 8), 0),
        });

        Assert.Equal("007472\0 5", Encoding.ASCII.GetString(archive, 148, 9));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public async Task WriteEntryAsync_ALongName_HasAPaxPath(int length, bool extended)
    {
        string name = "d/" + new string('n', length - 2);

        byte[] archive = await WriteAsync(new TarEntry { Name = name, Kind = TarEntryKind.Regular });

        Assert.Equal(extended ? 'x' : '0', (char)archive[156]);
        if (extended)
        {
            Assert.StartsWith("d/PaxHeaders.0/nnn", Encoding.ASCII.GetString(archive, 0, 100), StringComparison.Ordinal);
            string record = $"{length + 10} path={name}\n";
            Assert.Equal(record, Encoding.ASCII.GetString(archive, 512, record.Length));
        }
    }

    [Fact]
    public async Task WriteEntryAsync_ANameWithoutAscii_DropsItInTheHeader()
    {
        byte[] archive = await WriteAsync(new TarEntry { Name = "a/é/", Kind = TarEntryKind.Directory });

        Assert.Equal("a/PaxHeaders.0", Text(archive, 0, 100).Replace("//", "/", StringComparison.Ordinal)[..14]);
        Assert.Equal("14 path=a/é/\n", Encoding.UTF8.GetString(archive, 512, 14).TrimEnd('\0'));
        Assert.Equal("a//", Text(archive, 1024, 100));
    }

    [Theory]
    [InlineData(1, 0, "")]
    [InlineData(-1, 0, "-1")]
    [InlineData(-1, 500_000_000, "-0.5")]
    [InlineData(-2, 250_000_000, "-1.75")]
    [InlineData(1, 1, "1.000000001")]
    [InlineData(8_589_934_592, 0, "8589934592")]
    public async Task WriteEntryAsync_ATime_IsARecordWhereItDoesNotFit(long seconds, uint nanoseconds, string record)
    {
        byte[] archive = await WriteAsync(new TarEntry { Name = "f", Kind = TarEntryKind.Regular, Modified = new FileTime(seconds, nanoseconds) });

        Assert.Equal(record.Length > 0, archive[156] == 'x');
        Assert.Equal(record.Length > 0, Encoding.ASCII.GetString(archive).Contains($" mtime={record}\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WriteEntryAsync_EverythingLarge_ReadsBackTheSame()
    {
        TarEntry entry = new()
        {
            Name = string.Join('/', Enumerable.Repeat("größe", 60)),
            Kind = TarEntryKind.Regular,
            Mode = 0xfff,
            Owner = 4_000_000_000,
            Group = 3_000_000,
            Modified = new FileTime(-5, 7),
            Xattrs = [new("security.capability", [1, 0, 0, 2, 0]), new("user.ü", "x\n"u8.ToArray())],
        };

        TarEntry read = Assert.Single(await ReadAsync(await WriteAsync(entry)));

        Assert.Equal(entry with { Xattrs = [] }, read with { Xattrs = [] });
        Assert.Equal(entry.Xattrs.Select(x => (x.Key, Convert.ToHexString(x.Value))), read.Xattrs.Select(x => (x.Key, Convert.ToHexString(x.Value))));
    }

    [Fact]
    public async Task WriteEntryAsync_EveryKind_IsReadByOthers()
    {
        TarEntry[] entries =
        [
            new() { Name = "d/", Kind = TarEntryKind.Directory, Mode = 0x1ed },
            new() { Name = "d/f", Kind = TarEntryKind.Regular, Size = 2, Mode = 0x1a4, Owner = 3_000_000 },
            new() { Name = "d/h", Kind = TarEntryKind.HardLink, LinkName = "d/f" },
            new() { Name = "d/s", Kind = TarEntryKind.SymbolicLink, LinkName = new string('t', 200) },
            new() { Name = "d/c", Kind = TarEntryKind.CharacterDevice, Device = new DeviceNumber(1, 3) },
            new() { Name = "d/b", Kind = TarEntryKind.BlockDevice, Device = new DeviceNumber(8, 70_000) },
            new() { Name = "d/p", Kind = TarEntryKind.Fifo },
        ];
        byte[] archive = await WriteAsync(entries);

        Assert.Equal(entries.Select(Describe), (await ReadAsync(archive)).Select(Describe));
        using var reader = new System.Formats.Tar.TarReader(new MemoryStream(archive));
        var names = new List<string>();
        while (await reader.GetNextEntryAsync(cancellationToken: Cancellation) is { } entry)
        {
            names.Add($"{entry.EntryType} {entry.Name} {entry.LinkName} {entry.Uid}");
        }

        Assert.Equal("RegularFile d/f  3000000", names[1]);
        Assert.Equal($"SymbolicLink d/s {new string('t', 200)} 0", names[3]);
        Assert.Equal(7, names.Count);
    }

    [Theory]
    [InlineData(85)]
    [InlineData(86)]
    [InlineData(87)]
    [InlineData(88)]
    [InlineData(984)]
    [InlineData(985)]
    [InlineData(986)]
    public async Task WriteEntryAsync_ARecordWhoseLengthGrowsByItself_CountsItself(int valueLength)
    {
        byte[] archive = await WriteAsync(new TarEntry
        {
            Name = "f",
            Kind = TarEntryKind.Regular,
            Xattrs = [new("u", new byte[valueLength])],
        });

        string size = Text(archive, 124, 12);
        int length = Convert.ToInt32(size, 8);
        Assert.Equal(length.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(archive, 512, 4).Split(' ')[0]);
        Assert.Equal((byte)'\n', archive[512 + length - 1]);
    }

    [Fact]
    public async Task FinishAsync_ContentThatIsMissing_IsAnError()
    {
        var writer = new TarWriter(new MemoryStream());
        await writer.WriteEntryAsync(new TarEntry { Name = "f", Kind = TarEntryKind.Regular, Size = 3 }, Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteAsync(new byte[4], Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FinishAsync(Cancellation));
        await writer.FillAsync(Cancellation);
        await writer.FinishAsync(Cancellation);
    }

    private static (string Name, TarEntryKind Kind, string LinkName, uint Mode, uint Owner, long Size, DeviceNumber Device) Describe(TarEntry e) =>
        (e.Name, e.Kind, e.LinkName, e.Mode, e.Owner, e.Size, e.Device);

    private static string Text(byte[] archive, int offset, int length) => Encoding.ASCII.GetString(archive, offset, length).Split('\0')[0];

    private static async Task<byte[]> WriteAsync(params TarEntry[] entries)
    {
        using var archive = new MemoryStream();
        var writer = new TarWriter(archive);
        foreach (TarEntry entry in entries)
        {
            await writer.WriteEntryAsync(entry, Cancellation);
            await writer.FillAsync(Cancellation);
        }

        await writer.FinishAsync(Cancellation);
        return archive.ToArray();
    }

    private static async Task<List<TarEntry>> ReadAsync(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive));
        var entries = new List<TarEntry>();
        while (await reader.NextAsync(Cancellation) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
