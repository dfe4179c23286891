using Berth.Registry.Errors;
using Berth.Registry.Protocol;
using CsCheck;
using Xunit;

namespace Berth.Unit.Registry.Protocol;

public sealed class RouteTests
{
    private const string Hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    // Words of the protocol among them: a name may consist of nothing else.
    private static readonly Gen<string> s_component = Gen.OneOfConst(
        "a", "blobs", "uploads", "manifests", "tags", "list", "referrers", "v2", "x1", "a.b", "a__b", "a--b", "0");

    private static readonly Gen<string> s_name = s_component.Array[1, 8].Select(parts => string.Join('/', parts));

    [Theory]
    [InlineData("/v2", nameof(Resource.Base), "", "")]
    [InlineData("/v2/", nameof(Resource.Base), "", "")]
    [InlineData("/v2/?x=/y", nameof(Resource.Base), "", "")]
    [InlineData("/v2/_catalog?n=3", nameof(Resource.Catalog), "", "")]
    [InlineData("/v2/a/tags/list", nameof(Resource.Tags), "a", "")]
    [InlineData("/v2/a/b/manifests/latest", nameof(Resource.Manifest), "a/b", "latest")]
    [InlineData("/v2/a/manifests/list", nameof(Resource.Manifest), "a", "list")]
    [InlineData("/v2/a/blobs/uploads/manifests/latest", nameof(Resource.Manifest), "a/blobs/uploads", "latest")]
    [InlineData("/v2/x/manifests/y/blobs/" + Hash, nameof(Resource.Blob), "x/manifests/y", Hash)]
    [InlineData("/v2/a/blobs/uploads", nameof(Resource.Uploads), "a", "")]
    [InlineData("/v2/a/blobs/uploads/", nameof(Resource.Uploads), "a", "")]
    [InlineData("/v2/a/blobs/uploads/?mount=b/c", nameof(Resource.Uploads), "a", "")]
    [InlineData("/v2/a/blobs/uploads/id", nameof(Resource.Upload), "a", "id")]
    [InlineData("/v2/a/blobs/blobs/uploads/", nameof(Resource.Uploads), "a/blobs", "")]
    [InlineData("/v2/a/referrers/" + Hash, nameof(Resource.Referrers), "a", Hash)]
    [InlineData("/v2/a/manifests/sha256%3Ae3b0", nameof(Resource.Manifest), "a", "sha256:e3b0")]
    [InlineData("/v2/%61/manifests/x%2Fy", nameof(Resource.Manifest), "a", "x%2Fy")]
    [InlineData("/v2/a/manifests/%2", nameof(Resource.Manifest), "a", "%2")]
    [InlineData("/v2/a/manifests/", nameof(Resource.Manifest), "a", "")]
    public void Parse_OfAPath_IsItsResource(string target, string resource, string name, string reference)
    {
        Route route = Route.Parse(target);

        Assert.Equal(resource, route.Resource.ToString());
        Assert.Equal(reference, route.Reference);
        Assert.Equal(name, route.Name == default ? "" : route.Name.ToString());
    }

    [Theory]
    [InlineData("/v2/a/../b/manifests/x")]
    [InlineData("/v2/../manifests/x")]
    [InlineData("/v2/%2e%2e/manifests/x")]
    [InlineData("/v2/a%2Fb/manifests/x")]
    [InlineData("/v2/a%252fb/manifests/x")]
    [InlineData("/v2//a/manifests/x")]
    [InlineData("/v2/a//manifests/x")]
    [InlineData("/v2/a/./tags/list")]
    [InlineData("/v2/A/tags/list")]
    [InlineData("/v2/a_/tags/list")]
    [InlineData("/v2/manifests/x")]
    [InlineData("/v2/blobs/uploads/")]
    [InlineData("/v2/a%00/tags/list")]
    [InlineData("/v2/a\\b/tags/list")]
    [InlineData("/v2/ü/tags/list")]
    public void Parse_OfANameThatIsNone_SaysSo(string target)
    {
        RegistryException error = Assert.Throws<RegistryException>(() => Route.Parse(target));

        Assert.Equal((ErrorCode.NameInvalid, 400), (error.Code, error.Status));
    }

    [Theory]
    [InlineData("/v2/a")]
    [InlineData("/v2/a/b/c")]
    [InlineData("/v2/a/tags")]
    [InlineData("/v2/a/tags/other")]
    [InlineData("/v2/a/uploads/x")]
    [InlineData("/v2/_catalog/")]
    [InlineData("/v2//")]
    public void Parse_OfWhatTheProtocolHasNot_IsNotFound(string target)
    {
        RegistryException error = Assert.Throws<RegistryException>(() => Route.Parse(target));

        Assert.Equal((ErrorCode.Unsupported, 404), (error.Code, error.Status));
    }

    [Theory]
    [InlineData("/v2", true)]
    [InlineData("/v2?x", true)]
    [InlineData("/v2/a", true)]
    [InlineData("/v20", false)]
    [InlineData("/V2/", false)]
    [InlineData("/", false)]
    [InlineData("", false)]
    [InlineData("*", false)]
    [InlineData("/x/../v2/", false)]
    public void IsProtocol_OfATarget_IsByItsBeginning(string target, bool isIt) => Assert.Equal(isIt, Route.IsProtocol(target));

    [Theory]
    [InlineData("http://registry.test/v2/a?n=1", "/v2/a?n=1")]
    [InlineData("http://registry.test", "http://registry.test")]
    [InlineData("*", "*")]
    public void OriginForm_OfATarget_IsWhatFollowsTheHost(string target, string path) => Assert.Equal(path, Route.OriginForm(target));

    [Fact]
    public void Parse_OfAnyName_FindsItInEveryPath() => Gen.Select(s_name, Gen.OneOfConst("latest", "list", "uploads", "blobs")).Sample((name, tag) =>
    {
        Check($"/v2/{name}/manifests/{tag}", Resource.Manifest, name, tag);
        Check($"/v2/{name}/blobs/{Hash}", Resource.Blob, name, Hash);
        Check($"/v2/{name}/referrers/{Hash}", Resource.Referrers, name, Hash);
        Check($"/v2/{name}/tags/list", Resource.Tags, name, "");
        Check($"/v2/{name}/blobs/uploads/", Resource.Uploads, name, "");
        Check($"/v2/{name}/blobs/uploads/{tag}", Resource.Upload, name, tag);
    });

    [Fact]
    public void Parse_OfAnyText_ParsesOrRefuses() => Gen.String[Gen.Char["/v2abc%.:_-?"], 0, 40].Sample(text =>
    {
        try
        {
            Route route = Route.Parse("/v2/" + text);
            if (route.Name != default)
            {
                Assert.DoesNotContain("..", route.Name.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain("%", route.Name.ToString(), StringComparison.Ordinal);
            }
        }
        catch (RegistryException e)
        {
            Assert.InRange(e.Status, 400, 499);
        }
    });

    private static void Check(string target, Resource resource, string name, string reference)
    {
        Route route = Route.Parse(target);
        Assert.Equal((resource, name, reference), (route.Resource, route.Name.ToString(), route.Reference));
    }
}
