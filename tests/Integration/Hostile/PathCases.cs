using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>Names that lead out of the root, or are none: what the kernel would take for a path elsewhere is cleaned and stays inside.</summary>
internal static class PathCases
{
    private static readonly string s_up = string.Concat(Enumerable.Repeat("../", 15));

    /// <param name="victim">A directory outside, by its absolute path.</param>
    public static IEnumerable<HostileCase> All(string victim) => [.. Climbing(victim), .. Spelling(), .. TooLong()];

    private static IEnumerable<HostileCase> Climbing(string victim) =>
    [
        HostileCase.Import("dot-dot", new RawTar().File($"{s_up}{victim[1..]}/file")).Accepted(Inside(victim, "file file 7")),
        HostileCase.Import("dot-dot-replaces", new RawTar().File($"{s_up}{victim[1..]}/secret")).Accepted(Inside(victim, "secret file 7")),
        HostileCase.Import("dot-dot-directory", new RawTar().Directory($"{s_up}{victim[1..]}/", 0)).Accepted(Inside(victim, "")),
        HostileCase.Import("dot-dot-inside", new RawTar().Directory("a/").File("a/../../b/../c")).Accepted("a dir", "c file 7"),
        HostileCase.Import("dot-dot-only", new RawTar().File("..")).Refused("the root of a layer must be a directory"),
        HostileCase.Import("dot-dot-root", new RawTar().Directory("../..", 0b111_000_000).File("a")).Accepted("a file 7"),
        HostileCase.Import("slash-only", new RawTar().File("/")).Refused("invalid tar header"),
        HostileCase.Import("root-is-a-link", new RawTar().Symlink("./", victim)).Refused("the root of a layer must be a directory"),
        HostileCase.Import("absolute", new RawTar().File($"{victim}/file")).Accepted(Inside(victim, "file file 7")),
        HostileCase.Import("absolute-many-slashes", new RawTar().File($"///{victim}//file")).Accepted(Inside(victim, "file file 7")),
        HostileCase.Import("proc-self", new RawTar().File("proc/self/root/etc/x").File("/proc/self/cwd/y")).Accepted(
            "proc dir", "proc/self dir", "proc/self/cwd dir", "proc/self/cwd/y file 7", "proc/self/root dir", "proc/self/root/etc dir",
            "proc/self/root/etc/x file 7"),
        HostileCase.Load("load-dot-dot", new RawTar().File($"{s_up}{victim[1..]}/secret").File("manifest.json", "[{}]")).Refused("an image has no configuration"),
    ];

    private static IEnumerable<HostileCase> Spelling() =>
    [
        HostileCase.Import("newline", new RawTar().File("a\nb")).Accepted("a\\x0ab file 7"),
        HostileCase.Import("newline-in-an-error", new RawTar().File("a\nb\e[31m\r").File("a\nb\e[31m\r/c")).Refused("/a\\nb\\x1b[31m\\r/c: not a directory"),
        HostileCase.Import("not-utf8", new RawTar().File("a\xff\xfe/\xc3")).Accepted("a\\xff\\xfe dir", "a\\xff\\xfe/\\xc3 file 7"),
        HostileCase.Import("overlong-utf8", new RawTar().File("\xc0\xae\xc0\xae/x")).Accepted("\\xc0\\xae\\xc0\\xae dir", "\\xc0\\xae\\xc0\\xae/x file 7"),
        HostileCase.Import("backslash", new RawTar().File("..\\..\\x")).Accepted("..\\..\\x file 7"),
        HostileCase.Import("nul-ends-a-name", new RawTar().File("a\0/../b")).Accepted("a file 7"),
        HostileCase.Import("nul-in-pax-path", new RawTar().Pax("path", "a\0b").File("x")).Refused("invalid tar header"),
        HostileCase.Import("nul-in-a-long-name", new RawTar().GnuLong('L', "a\0/../b").File("x")).Accepted("a file 7"),
        HostileCase.Import("empty-name", new RawTar().File("")).Refused("the root of a layer must be a directory"),
        HostileCase.Import("blank-name", new RawTar().File(" ").File("\t")).Accepted("\\x20 file 7", "\\x09 file 7"),
    ];

    private static IEnumerable<HostileCase> TooLong() =>
    [
        HostileCase.Import("component-of-300", new RawTar().Pax("path", new string('a', 300)).File("x")).Refused("file name too long"),
        HostileCase.Import("component-of-255", new RawTar().Pax("path", new string('a', 255)).File("x")).Accepted(new string('a', 255) + " file 7"),
        HostileCase.Import("path-of-5000", new RawTar().Pax("path", Deep("aaaa", 1000)).File("x")).Refused("a path is over the limit of 4095"),
        HostileCase.Import("gnu-path-of-100000", new RawTar().GnuLong('L', Deep("aaaa", 20_000)).File("x")).Refused("a path is over the limit of 4095"),
        HostileCase.Import("link-of-5000", new RawTar().Pax("linkpath", Deep("aaaa", 1000)).Symlink("x", "y")).Refused("a path is over the limit of 4095"),
        HostileCase.Import("gnu-link-of-5000", new RawTar().GnuLong('K', Deep("aaaa", 1000)).HardLink("x", "y")).Refused("a path is over the limit of 4095"),
        HostileCase.Import("depth-of-10000", new RawTar().Pax("path", Deep("a", 10_000)).File("x")).Refused("a path is over the limit of 4095"),
        HostileCase.Import("depth-of-2000", new RawTar().Pax("path", Deep("a", 2000)).File("x")).Refused("the depth of a path is over the limit of 512"),
        HostileCase.Import("depth-through-links", DepthThroughLinks()).AcceptedWhatever() with { ExportError = true },
        HostileCase.Import("depth-through-links-with-a-file", DepthThroughLinks().File("l4/file")).Refused("file name too long"),
        HostileCase.Import("dots-of-4000", new RawTar().Pax("path", Deep(".", 2000) + "/x").File("y")).Accepted("x file 7"),
    ];

    // Each link leads 500 levels down from the one before: no path is long, the tree is 2,500 deep.
    private static RawTar DepthThroughLinks()
    {
        var archive = new RawTar();
        string below = Deep("d", 500);
        string from = "";
        for (int i = 0; i < 5; i++)
        {
            archive.Pax("path", $"{from}{below}/").Directory("x").Pax("linkpath", $"{from}{below}").Symlink($"l{i}", "x");
            from = $"l{i}/";
        }

        return archive;
    }

    private static string Deep(string name, int times) => string.Join('/', Enumerable.Repeat(name, times));

    // The directories that an absolute path becomes below the root.
    private static string[] Inside(string path, string last)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> directories = parts.Select((_, i) => string.Join('/', parts[..(i + 1)]) + " dir");
        return last.Length == 0 ? [.. directories] : [.. directories, $"{string.Join('/', parts)}/{last}"];
    }
}
