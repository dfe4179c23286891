using System.Formats.Tar;
using System.Text;

namespace Berth.Harness;

/// <summary>A small real userland made from Debian's busybox-static: every applet, a few users, a page to serve in /www.</summary>
public static class BusyboxImage
{
    private const string Program = "/usr/bin/busybox";
    private const UnixFileMode Everyone = (UnixFileMode)0b111_101_101;
    private const UnixFileMode StickyForAll = (UnixFileMode)0b001_111_111_111;

    /// <summary>The applets that tests use; a full list would only make the archive larger.</summary>
    private static readonly string[] Applets =
    [
        "[", "ash", "awk", "basename", "cat", "chmod", "chown", "cp", "cut", "date", "dd", "df", "dmesg", "du", "echo", "env",
        "expr", "false", "find", "free", "grep", "head", "hostname", "httpd", "id", "ifconfig", "ip", "kill", "ln", "ls", "mkdir",
        "mkfifo", "mknod", "mktemp", "mount", "mv", "nc", "nproc", "nslookup", "od", "ping", "printf", "ps", "pwd", "readlink",
        "realpath", "rm", "rmdir", "route", "sed", "seq", "sh", "sha256sum", "sleep", "sort", "stat", "stty", "sync", "tail",
        "tar", "tee", "test", "touch", "tr", "true", "tty", "udhcpc", "umount", "uname", "uniq", "vi", "wc", "wget", "which",
        "whoami", "xargs", "yes",
    ];

    /// <summary>Writes the root file system as a tar archive.</summary>
    public static async Task WriteAsync(Stream archive)
    {
        await using var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        foreach (string directory in (string[])["bin/", "etc/", "home/", "home/app/", "root/", "usr/", "var/", "www/"])
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, directory) { Mode = Everyone });
        }

        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "tmp/") { Mode = StickyForAll });
        await using (FileStream program = File.OpenRead(Program))
        {
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = Everyone, DataStream = program });
        }

        foreach (string applet in Applets)
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
        }

        await WriteTextAsync(tar, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home/app:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
        await WriteTextAsync(tar, "etc/group", "root:x:0:\napp:x:1000:\naudio:x:29:app\nnogroup:x:65534:\n");
        await WriteTextAsync(tar, "www/index.html", "a page from a container\n");
    }

    private static async Task WriteTextAsync(TarWriter tar, string path, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path)
        {
            Mode = (UnixFileMode)0b110_100_100,
            DataStream = content,
        });
    }
}
