using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>Links that lead out of the root, and what is then written through them; and device nodes.</summary>
internal static class LinkCases
{
    private static readonly string s_up = string.Concat(Enumerable.Repeat("../", 12));

    public static IEnumerable<HostileCase> All(string victim) => [.. Symbolic(victim), .. Hard(victim), .. Replacing(victim), .. Nodes()];

    private static IEnumerable<HostileCase> Symbolic(string victim) =>
    [
        HostileCase.Import("write-through-link", new RawTar().Symlink("door", victim).File("door/file")).Refused("door"),
        HostileCase.Import("write-through-link-up", new RawTar().Symlink("door", s_up + victim[1..]).File("door/secret")).Refused("door"),
        HostileCase.Import("write-through-link-inside", new RawTar().Directory("real/").Symlink("door", "/real").File("door/file"))
            .Accepted("door -> /real", "real dir", "real/file file 7"),
        HostileCase.Import("directory-over-link", new RawTar().Symlink("door", victim).Directory("door/", 0).File("door/secret"))
            .Accepted("door dir", "door/secret file 7"),
        HostileCase.Import("file-over-link", new RawTar().Symlink("door", $"{victim}/secret").File("door", "overwritten")).Accepted("door file 11"),
        HostileCase.Import("link-chain", new RawTar().Symlink("a", "b").Symlink("b", "c").Symlink("c", $"{s_up}{victim[1..]}").File("a/secret")).Refused("/a"),
        HostileCase.Import("link-chain-by-parts", new RawTar().Directory("x/").Symlink("x/a", "..").Symlink("x/b", "a/..").Symlink("x/c", "b/../..")
            .File($"x/c{victim}/file")).Accepted(["x dir", "x/a -> ..", "x/b -> a/..", "x/c -> b/../..", .. Inside(victim, "file file 7")]),
        HostileCase.Import("link-loop", new RawTar().Symlink("a", "b").Symlink("b", "a").File("a/file")).Refused("too many levels of symbolic links"),
        HostileCase.Import("link-to-itself", new RawTar().Symlink("a", "a").File("a/file")).Refused("too many levels of symbolic links"),
        HostileCase.Import("link-to-proc-root", new RawTar().Symlink("a", "/proc/self/root").File($"a{victim}/file")).Refused("/a"),
        HostileCase.Import("link-to-nothing", new RawTar().Symlink("a", "")).Refused("no such file or directory"),
        HostileCase.Import("times-through-link", new RawTar().Directory("a/").Directory("a/directory/").Symlink("a", victim)).Accepted($"a -> {victim}"),
        HostileCase.Import("mode-through-link", new RawTar().Header(new RawTarHeader
            { Name = RawTar.Bytes("a"), Type = '2', LinkName = RawTar.Bytes($"{victim}/secret"), Mode = 0b111_111_111_111 })).Accepted($"a -> {victim}/secret"),
        HostileCase.Import("attribute-through-link", new RawTar().Pax("SCHILY.xattr.user.x", "y").Symlink("a", $"{victim}/secret")).Accepted($"a -> {victim}/secret"),
        HostileCase.Import("capability-through-link", new RawTar().Pax("SCHILY.xattr.security.capability", "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0")
            .Symlink("a", $"{victim}/secret")).AcceptedWhatever(),
        HostileCase.Import("opaque-through-link", new RawTar().Symlink("a", victim).File("a/.wh..wh..opq", "")).Refused("/a"),
        HostileCase.Import("whiteout-through-link", new RawTar().Symlink("a", victim).File("a/.wh.secret", "")).Refused("/a"),
        HostileCase.Load("load-link-outside", new RawTar().Symlink("manifest.json", $"{victim}/secret")).Refused("does not contain a manifest.json"),
        HostileCase.Load("load-link-up", new RawTar().Symlink("manifest.json", $"{s_up}{victim[1..]}/secret")).Refused("does not contain a manifest.json"),
        HostileCase.Load("load-hard-link-outside", new RawTar().HardLink("manifest.json", $"{victim}/secret")).Refused("does not contain a manifest.json"),
        HostileCase.Load("load-link-loop", new RawTar().Symlink("manifest.json", "b").Symlink("b", "manifest.json")).Refused("does not contain a manifest.json"),
    ];

    private static IEnumerable<HostileCase> Hard(string victim) =>
    [
        HostileCase.Import("hard-link-absolute", new RawTar().HardLink("stolen", $"{victim}/secret").File("stolen")).Refused("no such file or directory"),
        HostileCase.Import("hard-link-up", new RawTar().HardLink("stolen", $"{s_up}{victim[1..]}/secret")).Refused("no such file or directory"),
        HostileCase.Import("hard-link-through-link", new RawTar().Symlink("door", victim).HardLink("stolen", "door/secret")).Refused("no such file or directory"),
        HostileCase.Import("hard-link-to-a-link", new RawTar().Symlink("door", $"{victim}/secret").HardLink("stolen", "door").File("stolen", "overwritten"))
            .Accepted($"door -> {victim}/secret", "stolen file 11"),
        HostileCase.Import("hard-link-to-a-link-kept", new RawTar().Symlink("door", $"{victim}/secret").HardLink("stolen", "door"))
            .Accepted($"door -> {victim}/secret", $"stolen -> {victim}/secret"),
        HostileCase.Import("hard-link-to-itself", new RawTar().File("a").HardLink("a", "a")).Refused("no such file or directory"),
        HostileCase.Import("hard-link-to-a-directory", new RawTar().Directory("a/").HardLink("b", "a")).Refused("operation not permitted"),
        HostileCase.Import("hard-link-to-the-root", new RawTar().HardLink("b", "/")).Refused("no such file or directory"),
        HostileCase.Import("hard-link-to-what-comes-later", new RawTar().HardLink("b", "a").File("a")).Refused("no such file or directory"),
        HostileCase.Import("hard-link-then-write", new RawTar().File("a", "first").HardLink("b", "a").File("b", "second!")).Accepted("a file 5", "b file 7"),
        HostileCase.Import("hard-link-with-content", new RawTar().File("a").Header(new RawTarHeader
            { Name = RawTar.Bytes("b"), Type = '1', LinkName = RawTar.Bytes("a"), Size = 512 })).Accepted("a file 7 links 2", "b file 7 links 2"),
    ];

    private static IEnumerable<HostileCase> Replacing(string victim) =>
    [
        HostileCase.Import("file-twice", new RawTar().File("a", "first").File("a", "second!")).Accepted("a file 7"),
        HostileCase.Import("file-over-directory", new RawTar().Directory("a/").File("a/b").File("a")).Accepted("a file 7"),
        HostileCase.Import("directory-over-file", new RawTar().File("a").Directory("a/").File("a/b")).Accepted("a dir", "a/b file 7"),
        HostileCase.Import("link-over-full-directory", new RawTar().Directory("a/").File("a/b").Symlink("a", victim).File("a/secret")).Refused("/a"),
        HostileCase.Import("file-below-file", new RawTar().File("a").File("a/b")).Refused("/a"),
        HostileCase.Import("replaced-parent", new RawTar().Directory("a/b/").File("a/b/c").Symlink("a", victim).Directory("a/").File("a/secret"))
            .Accepted("a dir", "a/secret file 7"),
    ];

    // Made as nodes, never opened; dockerd makes them too. What may be opened in a container is for its device rules to say.
    private static IEnumerable<HostileCase> Nodes() =>
    [
        HostileCase.Import("node-of-memory", new RawTar().Device("mem", '3', 1, 1)).Accepted("mem char 1:1"),
        HostileCase.Import("node-of-a-disk", new RawTar().Device("disk", '4', 253, 0)).Accepted("disk block 253:0"),
        HostileCase.Import("node-with-huge-numbers", new RawTar().Device("x", '3', 2_097_151, 2_097_151)).Refused("mknod"),
        HostileCase.Import("node-that-is-a-whiteout", new RawTar().Device("x", '3', 0, 0)).Accepted("x char 0:0"),
        HostileCase.Import("write-into-a-fifo", new RawTar().Header(new RawTarHeader { Name = RawTar.Bytes("x"), Type = '6' }).File("x")).Accepted("x file 7"),
        HostileCase.Import("write-into-a-node", new RawTar().Device("x", '3', 1, 1).File("x")).Accepted("x file 7"),
        HostileCase.Import("hard-link-to-a-node", new RawTar().Device("x", '3', 1, 1).HardLink("y", "x")).Accepted("x char 1:1", "y char 1:1"),
    ];

    private static string[] Inside(string path, string last)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return [.. parts.Select((_, i) => string.Join('/', parts[..(i + 1)]) + " dir"), $"{string.Join('/', parts)}/{last}"];
    }
}
