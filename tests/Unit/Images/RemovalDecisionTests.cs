using Berth.Images;
using Berth.Images.Removal;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images;

/// <summary>The expectations were compared with what docker.io 20.10 does.</summary>
public sealed class RemovalDecisionTests
{
    private static readonly Digest s_one = Digest.Of("one"u8);
    private static readonly Digest s_two = Digest.Of("two"u8);
    private static readonly Digest s_content = Digest.Of("manifest"u8);

    [Fact]
    public void Decide_TheOnlyName_TakesTheImage() =>
        Assert.Equal(["-a:1", $"x{s_one.Short}"], Decide(Catalog("a:1"), "a:1"));

    [Fact]
    public void Decide_OneOfTwoNames_TakesTheName() => Assert.Equal(["-a:1"], Decide(Catalog("a:1", "b:1"), "a:1"));

    [Fact]
    public void Decide_AnIdOfOneName_TakesBoth() => Assert.Equal(["-a:1", $"x{s_one.Short}"], Decide(Catalog("a:1"), s_one.Hex[..4]));

    [Fact]
    public void Decide_AnIdOfTwoNames_NeedsForce()
    {
        Assert.Equal(
            $"conflict: unable to delete {s_one.Short} (must be forced) - image is referenced in multiple repositories",
            Refused(Catalog("a:1", "a:2"), s_one.Hex));
        Assert.Equal(["-a:1", "-a:2", $"x{s_one.Short}"], Decide(Catalog("a:1", "a:2"), s_one.ToString(), force: true));
    }

    [Fact]
    public void Decide_TheLastTagOfARepository_TakesItsDigests() =>
        Assert.Equal(["-a:1", $"-a@{s_content}", $"x{s_one.Short}"], Decide(Catalog("a:1", $"a@{s_content}"), "a:1"));

    [Fact]
    public void Decide_ATagWhileAnotherHasTheSameRepository_KeepsTheDigests() =>
        Assert.Equal(["-a:1"], Decide(Catalog("a:1", "a:2", $"a@{s_content}"), "a:1"));

    [Fact]
    public void Decide_ADigestOfATaggedImage_TakesTheDigest() =>
        Assert.Equal([$"-a@{s_content}"], Decide(Catalog("a:1", $"a@{s_content}"), $"a@{s_content}"));

    [Fact]
    public void Decide_AnIdWithATagAndItsDigest_NeedsNoForce() =>
        Assert.Equal(["-a:1", $"-a@{s_content}", $"x{s_one.Short}"], Decide(Catalog("a:1", $"a@{s_content}"), s_one.Hex));

    [Fact]
    public void Decide_TheOnlyNameOfAUsedImage_NeedsForce()
    {
        Assert.Equal(
            $"conflict: unable to remove repository reference \"a\" (must force) - container 0123456789ab is using its referenced image {s_one.Short}",
            Refused(Catalog("a"), "a", User(running: false)));
        Assert.Equal(["-a:latest", $"x{s_one.Short}"], Decide(Catalog("a"), "a", force: true, User(running: false)));
        Assert.Equal(["-a:latest"], Decide(Catalog("a"), "a", force: true, User(running: true)));
    }

    [Fact]
    public void Decide_OneOfTwoNamesOfAUsedImage_NeedsNone() => Assert.Equal(["-a:1"], Decide(Catalog("a:1", "b:1"), "a:1", false, User(true)));

    [Fact]
    public void Decide_AnIdInUse_SaysBywhom()
    {
        Assert.Equal(
            $"conflict: unable to delete {s_one.Short} (cannot be forced) - image is being used by running container 0123456789ab",
            Refused(Catalog("a:1"), s_one.Hex, User(running: true), force: true));
        Assert.Equal(
            $"conflict: unable to delete {s_one.Short} (must be forced) - image is being used by stopped container 0123456789ab",
            Refused(Catalog("a:1"), s_one.Hex, User(running: false)));
    }

    [Fact]
    public void Decide_AChild_TakesAParentThatNothingElseKeeps()
    {
        Assert.Equal(["-child:1", $"x{s_two.Short}", $"x{s_one.Short}"], Decide(WithChild(Catalog()), "child:1"));
        Assert.Equal(["-child:1", $"x{s_two.Short}"], Decide(WithChild(Catalog("base:1")), "child:1"));
    }

    [Fact]
    public void Decide_AParent_IsRefusedById() => Assert.Equal(
        $"conflict: unable to delete {s_one.Short} (cannot be forced) - image has dependent child images",
        Refused(WithChild(Catalog("base:1")), s_one.Hex, force: true));

    [Theory]
    [InlineData("nothere", "No such image: nothere:latest")]
    [InlineData("sha256:abcdef", "No such image: sha256:abcdef")]
    public void Decide_WhatIsNotThere_SaysSo(string name, string message) => Assert.Equal(message, Refused(Catalog("a"), name));

    private static ImageUser User(bool running) => new("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", s_one, running);

    private static Catalog Catalog(params string[] names)
    {
        Catalog catalog = Berth.Images.Catalog.Empty.With(Image(s_one));
        foreach (string name in names)
        {
            catalog = catalog.WithName(Reference.Parse(name).WithDefaultTag(), s_one, DateTimeOffset.UnixEpoch);
        }

        return catalog;
    }

    private static Catalog WithChild(Catalog catalog) => catalog
        .With(Image(s_two) with { Parent = s_one })
        .WithName(Reference.Parse("child:1"), s_two, DateTimeOffset.UnixEpoch);

    private static ImageRecord Image(Digest id) => new()
    {
        Id = id,
        Config = new ImageConfig(),
        Layers = [],
        Size = 0,
        ConfigSize = 0,
        LastTagged = DateTimeOffset.UnixEpoch,
    };

    private static string[] Decide(Catalog catalog, string name, bool force = false, params ImageUser[] users) =>
    [
        .. RemovalDecision.Decide(catalog, name, new RemoveOptions { Force = force }, users).Select(static step => step switch
        {
            RemovalStep.Untag untag => $"-{untag.Reference.Familiar}",
            RemovalStep.Delete delete => $"x{delete.ImageId.Short}",
            _ => "?",
        }),
    ];

    private static string Refused(Catalog catalog, string name, ImageUser? user = null, bool force = false) =>
        Assert.Throws<ImageException>(() => Decide(catalog, name, force, user is null ? [] : [user])).Message;
}
