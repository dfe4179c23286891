using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>Whiteouts of what is no name, and names that only look like whiteouts.</summary>
internal static class WhiteoutCases
{
    public static IEnumerable<HostileCase> All() =>
    [
        HostileCase.Import("whiteout-of-parent", new RawTar().Directory("a/").File("a/.wh...", "")).Refused("invalid whiteout \".wh...\""),
        HostileCase.Import("whiteout-of-itself", new RawTar().Directory("a/").File("a/.wh..", "")).Refused("invalid whiteout \".wh..\""),
        HostileCase.Import("whiteout-of-nothing", new RawTar().File(".wh.", "")).Refused("invalid whiteout \".wh.\""),
        HostileCase.Import("whiteout-up", new RawTar().Directory("a/").File("a/../.wh.b", "")).Accepted("a dir", "b char 0:0"),
        HostileCase.Import("whiteout-of-the-directory-it-is-in", new RawTar().Directory("a/").File("a/b").File(".wh.a", "")).Accepted("a dir", "a/b file 7"),
        HostileCase.Import("whiteout-with-content", new RawTar().File(".wh.b", "content")).Accepted("b char 0:0"),
        HostileCase.Import("whiteout-as-directory", new RawTar().Directory(".wh.b/")).Accepted("b char 0:0"),
        HostileCase.Import("whiteout-as-link", new RawTar().Symlink(".wh.b", "/etc")).Accepted("b char 0:0"),
        HostileCase.Import("whiteout-as-parent", new RawTar().File(".wh.b/c")).Accepted(".wh.b dir", ".wh.b/c file 7"),
        HostileCase.Import("whiteout-twice", new RawTar().File(".wh.b", "").File(".wh.b", "")).Accepted("b char 0:0"),
        HostileCase.Import("write-below-a-whiteout", new RawTar().File(".wh.b", "").File("b/c")).Accepted("b dir", "b/c file 7"),
        HostileCase.Import("opaque-of-the-root", new RawTar().File(".wh..wh..opq", "").File("a")).Accepted("a file 7"),
        HostileCase.Import("aufs-plink", new RawTar().Directory(".wh..wh.plnk/").File(".wh..wh.aufs", "").Directory(".wh..wh.orph/").File("a")).Accepted("a file 7"),
        HostileCase.Import("aufs-plink-files", new RawTar().Directory(".wh..wh.plnk/").File(".wh..wh.plnk/1.2").File("a")).Accepted(
            ".wh..wh.plnk dir", ".wh..wh.plnk/1.2 file 7", "a file 7"),
        HostileCase.Import("aufs-plink-as-target", new RawTar().File(".wh..wh.plnk/1.2").HardLink("a", ".wh..wh.plnk/1.2")).Accepted(
            ".wh..wh.plnk dir", ".wh..wh.plnk/1.2 file 7 links 2", "a file 7 links 2"),
        HostileCase.Import("whiteout-of-a-long-name", new RawTar().Pax("path", ".wh." + new string('a', 255)).File("x")).Accepted(new string('a', 255) + " char 0:0"),
        HostileCase.Import("whiteout-of-a-too-long-name", new RawTar().Pax("path", ".wh." + new string('a', 256)).File("x")).Refused("file name too long"),
    ];
}
