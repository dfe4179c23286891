using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>Fields of headers that are wrong, negative, huge, or have several meanings.</summary>
internal static class HeaderCases
{
    private static readonly byte[] s_gnu = "ustar  \0"u8.ToArray();
    private static readonly byte[] s_old = new byte[8];

    public static IEnumerable<HostileCase> All() => [.. Checksums(), .. Numbers(), .. Types(), .. Pax(), .. PaxBombs()];

    private static IEnumerable<HostileCase> Checksums() =>
    [
        HostileCase.Import("checksum-wrong", new RawTar().Header(File() with { ChecksumError = 1 })).Refused("invalid tar header"),
        HostileCase.Import("checksum-signed", new RawTar().Header(File() with { Name = RawTar.Bytes("\xff\xff"), SignedChecksum = true })).Accepted("\\xff\\xff file 0"),
        HostileCase.Import("checksum-of-second", new RawTar().File("a").Header(File() with { ChecksumError = 3 })).Refused("invalid tar header"),
        HostileCase.Import("old-header", new RawTar().Header(File() with { Magic = s_old, Type = '\0' })).Accepted("a file 0"),
        HostileCase.Import("gnu-header-with-prefix", new RawTar().Header(File() with { Magic = s_gnu, Prefix = RawTar.Bytes("../up") })).Accepted("a file 0"),
        HostileCase.Import("prefix-up", new RawTar().Header(File() with { Prefix = RawTar.Bytes("../../up") })).Accepted("up dir", "up/a file 0"),
        HostileCase.Import("prefix-absolute", new RawTar().Header(File() with { Prefix = RawTar.Bytes("/up") })).Accepted("up dir", "up/a file 0"),
        HostileCase.Import("noise", () => [.. Enumerable.Range(1, 64).Select(i => Enumerable.Range(1, 512).Select(j => (byte)(i * j)).ToArray())]).Refused("invalid tar header"),
        HostileCase.Import("nothing", () => []).AcceptedWhatever(),
        HostileCase.Import("one-byte", () => [[1]]).Refused("unexpected EOF"),
        HostileCase.Import("text", () => ["<html>this is not the archive you look for</html>"u8.ToArray()]).Refused("unexpected EOF"),
        HostileCase.Load("load-nothing", () => []).Refused("does not contain a manifest.json"),
        HostileCase.Load("load-text", () => ["<html>this is not the archive you look for</html>"u8.ToArray()]).Refused("unexpected EOF"),
    ];

    private static IEnumerable<HostileCase> Numbers() =>
    [
        HostileCase.Import("size-negative", new RawTar().Header(With(124, Binary(12, -1)))).Refused("invalid tar header"),
        HostileCase.Import("size-most-negative", new RawTar().Header(With(124, Binary(12, long.MinValue)))).Refused("invalid tar header"),
        HostileCase.Import("size-past-64-bits", new RawTar().Header(With(124, [0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]))).Refused("invalid tar header"),
        HostileCase.Import("size-no-number", new RawTar().Header(With(124, "12x45678901\0"u8.ToArray()))).Refused("invalid tar header"),
        HostileCase.Import("size-of-exabytes", new RawTar().Header(With(124, Binary(12, long.MaxValue)))).Refused("unexpected EOF"),
        HostileCase.Import("owner-negative", new RawTar().Header(With(108, Binary(8, -1)))).Refused("invalid tar header"),
        HostileCase.Import("owner-of-32-bits", new RawTar().Header(With(108, Binary(8, 0xffff_ffff)))).Refused("invalid tar header"),
        HostileCase.Import("owner-past-32-bits", new RawTar().Header(With(108, Binary(8, 0x1_0000_0000)))).Refused("invalid tar header"),
        HostileCase.Import("owner-highest", new RawTar().Header(With(108, Binary(8, 0xffff_fffe)))).Accepted("a file 0 owner 4294967294"),
        HostileCase.Import("group-negative", new RawTar().Header(With(116, Binary(8, -7)))).Refused("invalid tar header"),
        HostileCase.Import("pax-owner-past-32-bits", new RawTar().Pax("uid", "4294967296").File("a")).Refused("invalid tar header"),
        HostileCase.Import("pax-owner-negative", new RawTar().Pax("gid", "-1").File("a")).Refused("invalid tar header"),
        HostileCase.Import("time-negative", new RawTar().Header(With(136, Binary(12, -62_135_596_801)))).Accepted("a file 0"),
        HostileCase.Import("time-highest", new RawTar().Header(With(136, Binary(12, long.MaxValue)))).Accepted("a file 0"),
        HostileCase.Import("pax-time-lowest", new RawTar().Pax("mtime", "-9223372036854775808.999999999").File("a")).Refused("invalid tar header"),
        HostileCase.Import("pax-time-past-64-bits", new RawTar().Pax("mtime", "99999999999999999999").File("a")).Refused("invalid tar header"),
        HostileCase.Import("setuid", new RawTar().File("a", "content", 0b100_111_101_101)).Accepted("a file 7 mode 4755"),
        HostileCase.Import("mode-of-more-bits", new RawTar().Header(With(100, "7777777\0"u8.ToArray()))).Accepted("a file 0 mode 7777"),
        HostileCase.Import("device-negative", new RawTar().Header(With(329, Binary(8, -1)) with { Type = '3' })).Refused(""),
    ];

    private static IEnumerable<HostileCase> Types() =>
    [
        HostileCase.Import("type-unknown", new RawTar().Header(File() with { Type = 'Z' })).Refused("unhandled tar header type 90"),
        HostileCase.Import("type-sparse", new RawTar().Header(File() with { Type = 'S', Magic = s_gnu })).Refused("sparse files are not supported"),
        HostileCase.Import("type-multivolume", new RawTar().Header(File() with { Type = 'M', Magic = s_gnu })).Refused("unhandled tar header type 77"),
        HostileCase.Import("type-volume-name", new RawTar().Header(File() with { Type = 'V', Magic = s_gnu })).Refused("unhandled tar header type 86"),
        HostileCase.Import("file-with-a-slash", new RawTar().Header(File() with { Name = RawTar.Bytes("a/"), Size = 512 })).Accepted("a dir"),
        HostileCase.Import("directory-with-size", new RawTar().Header(File() with { Type = '5', Size = 1 << 30 }).File("b")).Accepted("a dir", "b file 7"),
        HostileCase.Import("link-with-size", new RawTar().Header(File() with { Type = '2', Size = 1 << 30, LinkName = RawTar.Bytes("x") }).File("b")).Accepted("a -> x", "b file 7"),
    ];

    private static IEnumerable<HostileCase> Pax() =>
    [
        HostileCase.Import("pax-path-up", new RawTar().Pax("path", "../../../etc/passwd").File("harmless")).Accepted("etc dir", "etc/passwd file 7"),
        HostileCase.Import("pax-linkpath-over-file", new RawTar().Pax("linkpath", "/etc").File("a")).Accepted("a file 7"),
        HostileCase.Import("pax-path-empty", new RawTar().Pax("path", "").File("a")).Accepted("a file 7"),
        HostileCase.Import("pax-size-negative", new RawTar().Pax("size", "-1").File("a")).Refused("invalid tar header"),
        HostileCase.Import("pax-size-huge", new RawTar().Pax("size", "9223372036854775807").File("a")).Refused("unexpected EOF"),
        HostileCase.Import("pax-size-past-64-bits", new RawTar().Pax("size", "9223372036854775808").File("a")).Refused("invalid tar header"),
        HostileCase.Import("pax-size-of-a-directory", new RawTar().Pax("size", "1000000").Directory("a/").File("b")).Accepted("a dir", "b file 7"),
        HostileCase.Import("pax-size-hides-entries", new RawTar().Pax("size", "1024").Header(File() with { Size = 0 }).File("hidden", "x")).Accepted("a file 1024"),
        HostileCase.Import("pax-sparse", new RawTar().Pax([("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "99999999999")]).File("a"))
            .Refused("sparse files are not supported"),
        HostileCase.Import("pax-sparse-old", new RawTar().Pax([("GNU.sparse.size", "99999999999"), ("GNU.sparse.numblocks", "1")]).File("a")).Refused("sparse files are not supported"),
        HostileCase.Import("pax-length-too-long", new RawTar().PaxContent("99 path=b\n"u8.ToArray()).File("a")).Refused("invalid tar header"),
        HostileCase.Import("pax-length-overflow", new RawTar().PaxContent("99999999999 path=b\n"u8.ToArray()).File("a")).Refused("invalid tar header"),
        HostileCase.Import("pax-length-zero", new RawTar().PaxContent("0 path=b\n"u8.ToArray()).File("a")).Refused("invalid tar header"),
        HostileCase.Import("pax-global-path", new RawTar().Pax([("path", "../../etc/passwd")], 'g').File("a")).Accepted("a file 7"),
        HostileCase.Import("pax-last", new RawTar().Pax("path", "b")).Accepted(),
        HostileCase.Import("xattr-of-overlay", new RawTar().Pax([("SCHILY.xattr.trusted.overlay.redirect", "/etc"), ("SCHILY.xattr.trusted.overlay.opaque", "y"),
            ("SCHILY.xattr.user.overlay.opaque", "y")]).Directory("a/")).Accepted("a dir"),
        HostileCase.Import("xattr-of-selinux", new RawTar().Pax("SCHILY.xattr.security.selinux", "unconfined").File("a")).Accepted("a file 7"),
        HostileCase.Import("capability-too-short", new RawTar().Pax("SCHILY.xattr.security.capability", "x").File("a")).Refused("invalid argument"),
        HostileCase.Import("capability-too-long", new RawTar().Pax("SCHILY.xattr.security.capability", new string('x', 4096)).File("a")).Refused("invalid argument"),
        HostileCase.Import("acl-of-noise", new RawTar().Pax("SCHILY.xattr.system.posix_acl_access", "xxxx").File("a")).Accepted("a file 7"),
        HostileCase.Import("xattr-value-of-100000", new RawTar().Pax("SCHILY.xattr.user.a", new string('x', 100_000)).File("a")).Refused("setxattr"),
        HostileCase.Import("xattr-name-of-1000", new RawTar().Pax("SCHILY.xattr.user." + new string('x', 1000), "").File("a")).Refused("setxattr"),
        HostileCase.Import("xattr-with-nul", new RawTar().Pax("SCHILY.xattr.user.a\0b", "").File("a")).Accepted("a file 7"),
    ];

    private static IEnumerable<HostileCase> PaxBombs() =>
    [
        HostileCase.Import("pax-of-2-mb", new RawTar().PaxContent(new byte[2 << 20]).File("a")).Refused("an extended header is over the limit of 1048576"),
        HostileCase.Import("pax-of-exabytes", new RawTar().Header(With(124, Binary(12, long.MaxValue)) with { Type = 'x' })).Refused("an extended header is over the limit"),
        HostileCase.Import("gnu-name-of-exabytes", new RawTar().Header(With(124, Binary(12, long.MaxValue)) with { Type = 'L' })).Refused("an extended header is over the limit"),
        HostileCase.Import("pax-size-negative-itself", new RawTar().Header(With(124, Binary(12, -512)) with { Type = 'x' })).Refused("an extended header is over the limit"),
        HostileCase.Import("gnu-names-without-end", () => Enumerable.Repeat(Joined(new RawTar().GnuLong('L', new string('a', 1000))), 2000)).Refused("an extended header is over the limit"),
        HostileCase.Import("attributes-without-end", () => Enumerable.Repeat(Joined(new RawTar().Pax("SCHILY.xattr.user.a", new string('a', 1_000_000))), 300))
            .Refused("an extended header is over the limit"),
        HostileCase.Import("many-attributes", new RawTar().Pax(Enumerable.Range(0, 40_000).Select(i => ($"SCHILY.xattr.user.{i}", ""))).File("a")).Refused("a"),
    ];

    private static RawTarHeader File() => new() { Name = RawTar.Bytes("a") };

    private static RawTarHeader With(int offset, byte[] bytes) => File() with { Overrides = [(offset, bytes)] };

    private static byte[] Joined(RawTar archive) => [.. archive.Chunks.SelectMany(c => c)];

    // GNU's base-256: two's complement, the highest bit always set.
    private static byte[] Binary(int length, long value)
    {
        byte[] field = new byte[length];
        for (int i = 0; i < length; i++)
        {
            int shift = 8 * (length - 1 - i);
            field[i] = shift < 64 ? (byte)(value >> shift) : value < 0 ? (byte)0xff : (byte)0;
        }

        field[0] |= 0x80;
        return field;
    }
}
