using Berth.Engine.Errors;
using Berth.Engine.Users;
using Berth.Linux;
using Xunit;

namespace Berth.Unit.Engine.Users;

public sealed class UserLookupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-users-").FullName;

    private static readonly UserDatabase s_database = new(
        PasswdFile.Parse("# comment\nroot:x:0:0:root:/root:/bin/sh\nbad line\nfoo:x:1000:1000::/home/foo:/bin/sh\n77:x:5:5::/n:\nhuge:x:4294967295:0::/:\n"),
        GroupFile.Parse("root:x:0:\nfoo:x:1000:\nwheel:x:10:foo, bar\nadm:x:4:root\n"));

    // The same requests gave the same IDs on dockerd 20.10.
    [Theory]
    [InlineData("", 0, 0, "0,4", "/root")]
    [InlineData("root", 0, 0, "0,4", "/root")]
    [InlineData("foo", 1000, 1000, "1000,10", "/home/foo")]
    [InlineData("foo:", 1000, 1000, "1000,10", "/home/foo")]
    [InlineData("1000", 1000, 1000, "1000,10", "/home/foo")]
    [InlineData("foo:10", 1000, 10, "10", "/home/foo")]
    [InlineData("1234", 1234, 0, "0", null)]
    [InlineData("1234:wheel", 1234, 10, "10", null)]
    [InlineData(":10", 0, 10, "10", "/root")]
    [InlineData("77", 5, 5, "5", "/n")]
    [InlineData("2147483647:2147483647", 2147483647, 2147483647, "2147483647", null)]
    public void Resolve_Known_GivesIds(string text, long uid, long gid, string groups, string? home)
    {
        ResolvedUser user = UserLookup.Resolve(s_database, text, null);

        Assert.Equal((uid, gid, home), (user.Uid, user.Gid, user.Home));
        Assert.Equal(groups, string.Join(',', user.AdditionalGids));
    }

    [Theory]
    [InlineData("nope", "unable to find user nope: no matching entries in passwd file")]
    [InlineData("foo:nope", "unable to find group nope: no matching entries in group file")]
    [InlineData("-1", "uids and gids must be in range 0-2147483647")]
    [InlineData("2147483648", "uids and gids must be in range 0-2147483647")]
    [InlineData("18446744073709551616", "uids and gids must be in range 0-2147483647")]
    [InlineData("0:36893488147419103232", "uids and gids must be in range 0-2147483647")]
    [InlineData("4294967296", "uids and gids must be in range 0-2147483647")]
    [InlineData("1000:99999999999", "uids and gids must be in range 0-2147483647")]
    [InlineData("huge", "uids and gids must be in range 0-2147483647")]
    public void Resolve_Unknown_SaysSo(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => UserLookup.Resolve(s_database, text, null)).Message);

    [Fact]
    public void Resolve_AdditionalGroups_AreNamesOrNumbers()
    {
        Assert.Equal([1000u, 10u, 77u], UserLookup.Resolve(s_database, "foo", ["wheel", "77"]).AdditionalGids);
        Assert.Throws<InvalidParameterException>(() => UserLookup.Resolve(s_database, "foo", ["nope"]));
    }

    [Fact]
    public void Read_NoFiles_KnowsNumbersOnly()
    {
        using var root = ConfinedRoot.Open(_root);
        Assert.Equal(5u, UserLookup.Resolve(root, "5:6", null).Uid);
        Assert.Throws<InvalidParameterException>(() => UserLookup.Resolve(root, "root", null));
    }

    [Fact]
    public void Read_LinkThatClimbs_StaysInside()
    {
        Directory.CreateDirectory(Path.Combine(_root, "etc"));
        Directory.CreateDirectory(Path.Combine(_root, "other"));
        File.WriteAllText(Path.Combine(_root, "other/passwd"), "inside:x:7:7::/:\n");
        File.CreateSymbolicLink(Path.Combine(_root, "etc/passwd"), "../../../../other/passwd");
        using var root = ConfinedRoot.Open(_root);

        Assert.Equal(7u, UserLookup.Resolve(root, "inside", null).Uid);
    }

    [Fact]
    public void Read_Directory_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_root, "etc/passwd"));
        using var root = ConfinedRoot.Open(_root);

        Assert.Equal(
            "/etc/passwd of the image is not a regular file",
            Assert.Throws<InvalidParameterException>(() => UserLookup.Resolve(root, "", null)).Message);
    }

    [Fact]
    public void Read_TooLarge_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_root, "etc"));
        using (FileStream file = File.Create(Path.Combine(_root, "etc/group")))
        {
            file.SetLength(UserDatabase.MaximumSize + 1);
        }

        using var root = ConfinedRoot.Open(_root);

        Assert.Throws<InvalidParameterException>(() => UserLookup.Resolve(root, "", null));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
