using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Files;

/// <summary>docker's table of what <c>cp</c> makes of files, directories, what is not there, slashes and <c>/.</c> at the end, both ways.</summary>
public sealed class CopyTests(SharedDaemon shared) : CliTest(shared)
{
    private const string Make =
        "mkdir -p $1/dir/sub $1/ddir/old; cd $1; echo file >file; echo x >dir/x; echo y >dir/sub/y; echo exist >efile; "
        + "ln -s file lf; ln -s dir ld; ln -s nowhere dang; ln -s ddir ldd; ln -s efile lef";

    private const string List =
        "cd $1; find . | sort | while read f; do if [ -L $f ]; then echo \"$f->$(readlink $f)\"; elif [ -f $f ]; then echo \"$f=$(cat $f)\"; else echo $f/; fi; done";

    public static TheoryData<string, string, string> Copies => new()
    {
        { "file", "new", "./new=file" },
        { "file", "efile", "./efile=file" },
        { "file", "ddir", "./ddir/file=file" },
        { "file", "ddir/", "./ddir/file=file" },
        { "file", "ddir/.", "./ddir/file=file" },
        { "file", "ldd", "./ddir/file=file" },
        { "file", "lef", "./efile=file" },
        { "file", "dang", "./nowhere=file" },
        { "dir", "new", "./new/ ./new/sub/ ./new/sub/y=y ./new/x=x" },
        { "dir", "new/", "./new/ ./new/sub/ ./new/sub/y=y ./new/x=x" },
        { "dir", "ddir", "./ddir/dir/ ./ddir/dir/sub/ ./ddir/dir/sub/y=y ./ddir/dir/x=x" },
        { "dir", "ldd/", "./ddir/dir/ ./ddir/dir/sub/ ./ddir/dir/sub/y=y ./ddir/dir/x=x" },
        { "dir", "dang", "./nowhere/ ./nowhere/sub/ ./nowhere/sub/y=y ./nowhere/x=x" },
        { "dir/", "new", "./new/ ./new/sub/ ./new/sub/y=y ./new/x=x" },
        { "dir/.", "new", "./new/ ./new/sub/ ./new/sub/y=y ./new/x=x" },
        { "dir/.", "ddir", "./ddir/sub/ ./ddir/sub/y=y ./ddir/x=x" },
        { "dir/.", "ldd", "./ddir/sub/ ./ddir/sub/y=y ./ddir/x=x" },
        { "lf", "new", "./new->file" },
        { "lf", "ddir", "./ddir/lf->file" },
        { "ld", "ddir", "./ddir/ld->dir" },
        { "ld/", "ddir", "./ddir/ld/ ./ddir/ld/sub/ ./ddir/ld/sub/y=y ./ddir/ld/x=x" },
        { "ld/.", "ddir", "./ddir/sub/ ./ddir/sub/y=y ./ddir/x=x" },
        { "dang", "new", "./new->nowhere" },
    };

    /// <summary>Source, destination, and what is said when it is a container's or this machine's; empty: what dockerd words by its own paths.</summary>
    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "file", "new/", "no such directory", "no such directory" },
        { "file", "efile/", "no such directory", "" },
        { "file", "none/new", "Could not find the file", "invalid output path: directory" },
        { "file", "efile/x", "extraction point is not a directory", "" },
        { "dir", "efile", "cannot copy directory", "cannot copy directory" },
        { "dir/.", "efile", "cannot copy directory", "cannot copy directory" },
        { "dir", "lef", "cannot copy directory", "cannot copy directory" },
        { "none", "new", "no such file or directory", "Could not find the file" },
        { "file/", "new", "not a directory", "not a directory" },
        { "lf/", "new", "not a directory", "not a directory" },
    };

    [Theory]
    [MemberData(nameof(Copies))]
    public async Task Copy_IntoAContainer_FollowsTheTable(string source, string target, string expected)
    {
        await using var site = await SiteAsync();

        (await RunAsync("cp", $"{site.Local}/{source}", $"{site.Container}:/c/{target}")).Succeeded();

        Assert.Equal(expected.Split(' '), (await site.ListContainerAsync()).Except(site.Before));
    }

    [Theory]
    [MemberData(nameof(Copies))]
    public async Task Copy_FromAContainer_FollowsTheTable(string source, string target, string expected)
    {
        await using var site = await SiteAsync();

        (await RunAsync("cp", $"{site.Container}:/c/{source}", $"{site.Local}/{target}")).Succeeded();

        Assert.Equal(expected.Split(' '), (await site.ListLocalAsync()).Except(site.Before));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Copy_OfWhatDoesNotFit_IsRefusedInDockersWords(string source, string target, string into, string from)
    {
        await using var site = await SiteAsync();

        CommandResult up = await RunAsync("cp", $"{site.Local}/{source}", $"{site.Container}:/c/{target}");
        CommandResult down = await RunAsync("cp", $"{site.Container}:/c/{source}", $"{site.Local}/{target}");

        Assert.Equal((1, 1), (up.ExitCode, down.ExitCode));
        Assert.Contains(into, up.Error, StringComparison.Ordinal);
        Assert.Contains(from, down.Error, StringComparison.Ordinal);
        Assert.Equal(site.Before, await site.ListContainerAsync());
        Assert.Equal(site.Before, await site.ListLocalAsync());
    }

    [Fact]
    public async Task Copy_FollowingLinks_CopiesWhatTheyLeadTo()
    {
        await using var site = await SiteAsync();

        (await RunAsync("cp", "-L", $"{site.Local}/lf", $"{site.Container}:/c/ddir")).Succeeded();
        (await RunAsync("cp", "-L", $"{site.Container}:/c/ld", $"{site.Local}/ddir")).Succeeded();

        Assert.Equal(["./ddir/lf=file"], (await site.ListContainerAsync()).Except(site.Before));
        Assert.Equal(["./ddir/ld/", "./ddir/ld/sub/", "./ddir/ld/sub/y=y", "./ddir/ld/x=x"], (await site.ListLocalAsync()).Except(site.Before));
    }

    [Fact]
    public async Task Copy_ThroughAStream_IsATarArchive()
    {
        await using var site = await SiteAsync();
        string archive = Path.Combine(site.Local, "..", Path.GetFileName(site.Local) + ".tar");

        (await Command.RunAsync("sh", ["-c", $"{Client} cp {site.Container}:/c/dir - > {archive} && {Client} cp - {site.Container}:/c/ldd < {archive}"], (string?)null)).Succeeded();
        CommandResult file = await Daemon.RunWithInputAsync("", "cp", "-", $"{site.Container}:/c/efile");

        Assert.Equal(["./ddir/dir/", "./ddir/dir/sub/", "./ddir/dir/sub/y=y", "./ddir/dir/x=x"], (await site.ListContainerAsync()).Except(site.Before));
        Assert.Equal((1, $"destination \"{site.Container}:/c/efile\" must be a directory"), (file.ExitCode, file.Error.TrimEnd()));
        File.Delete(archive);
    }

    [Theory]
    [InlineData("must specify at least one container source", "/tmp/a", "/tmp/b")]
    [InlineData("must specify at least one container source", "-", "-")]
    [InlineData("must specify at least one container source", "./k:foo", "/tmp/b")]
    [InlineData("copying between containers is not supported", "a:/x", "b:/x")]
    [InlineData("source can not be empty", "", "b:/x")]
    [InlineData("destination can not be empty", "a:/x", "")]
    [InlineData("Error response from daemon: No such container: nobody", "nobody:/x", "/tmp")]
    [InlineData("Error response from daemon: No such container: nobody", "/etc/passwd", "nobody:/x")]
    public async Task Copy_OfNoContainer_IsRefusedInDockersWords(string message, string source, string target)
    {
        CommandResult result = await RunAsync("cp", source, target);

        Assert.Equal((1, message), (result.ExitCode, result.Error.TrimEnd()));
    }

    [Fact]
    public async Task Copy_ToADevice_IsRefusedInDockersWords()
    {
        await using var site = await SiteAsync();

        CommandResult result = await RunAsync("cp", $"{site.Container}:/c/file", "/dev/null");

        Assert.Equal("invalid output path: \"/dev/null\" must be a directory or a regular file: got a device", result.Error.TrimEnd());
    }

    private string Client => $"{Daemon.Client} -H {Daemon.Host}";

    private async Task<CopySite> SiteAsync() => await CopySite.MakeAsync(await StartSleeperAsync("--network", "none"), Make, List);
}
