using System.Text;
using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Protocol.Manifests;
using CsCheck;
using Xunit;

namespace Berth.Unit.Registry.Protocol;

public sealed class ManifestReaderTests
{
    private const string Hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Entry = $$"""{"mediaType": "c/d", "digest": "{{Hash}}", "size": 3}""";
    private const string Image = $$"""{"schemaVersion": 2, "config": {{Entry}}, "layers": [{{Entry}}, {{Entry}}]}""";

    [Fact]
    public void Read_OfAnImage_IsWhatItNames()
    {
        ManifestDocument document = Read(Image, MediaTypes.DockerManifest);

        Assert.Equal((MediaTypes.DockerManifest, "c/d"), (document.MediaType, document.ArtifactType));
        Assert.Equal(3, document.Blobs.Count);
        Assert.Equal(new ManifestEntry("c/d", Digest.Parse(Hash), 3), document.Blobs[0]);
        Assert.Empty(document.Children);
    }

    [Theory]
    [InlineData(null, null, MediaTypes.OciManifest)]
    [InlineData(MediaTypes.OciManifest + "; charset=utf-8", null, MediaTypes.OciManifest)]
    [InlineData(null, MediaTypes.DockerManifest, MediaTypes.DockerManifest)]
    [InlineData("", MediaTypes.DockerManifest, MediaTypes.DockerManifest)]
    [InlineData(MediaTypes.DockerManifest, MediaTypes.DockerManifest, MediaTypes.DockerManifest)]
    public void Read_OfItsType_TakesItFromWhoeverSaysIt(string? contentType, string? own, string mediaType)
    {
        string text = own is null ? Image : Image.Replace("{\"schema", $"{{\"mediaType\": \"{own}\", \"schema", StringComparison.Ordinal);

        Assert.Equal(mediaType, Read(text, contentType).MediaType);
    }

    [Fact]
    public void Read_OfAnIndex_IsItsManifests()
    {
        ManifestDocument document = Read($$"""{"schemaVersion": 2, "manifests": [{{Entry}}]}""", null);

        Assert.Equal((MediaTypes.OciIndex, null), (document.MediaType, document.ArtifactType));
        Assert.Single(document.Children);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData($$"""{"schemaVersion": 1, "config": {{Entry}}}""")]
    [InlineData($$"""{"schemaVersion": "2", "config": {{Entry}}}""")]
    [InlineData($$"""{"config": {{Entry}}}""")]
    [InlineData("""{"schemaVersion": 2}""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "config": {{Entry}}}""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "Config": {{Entry}}}""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "LAYERS": []}""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "manifests": []}""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "layers": {} }""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "annotations": {"a": 1} }""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "artifactType": 7}""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "subject": {} }""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {"digest": "{{Hash}}"} }""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {"digest": "{{Hash}}", "size": -1} }""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {"digest": "{{Hash}}", "size": 1.5} }""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {"digest": "{{Hash}}", "Digest": "x", "size": 1} }""")]
    [InlineData("""{"schemaVersion": 2, "config": {"digest": "sha256:00", "size": 1} }""")]
    [InlineData("""{"schemaVersion": 2, "config": {"digest": 5, "size": 1}}""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "x": "\ud800", "mediaType": "\ud800"}""")]
    [InlineData($$"""{"schemaVersion": 2, "config": {{Entry}}, "mediaType": "application/vnd.oci.image.index.v1+json"}""")]
    public void Read_OfWhatIsNone_IsRefused(string text) => AssertInvalid(text, MediaTypes.OciManifest);

    [Theory]
    [InlineData(MediaTypes.DockerSchema1)]
    [InlineData("application/json")]
    [InlineData("text/html")]
    public void Read_OfAnotherType_IsRefused(string contentType) => AssertInvalid(Image, contentType);

    [Theory]
    [InlineData("config")]
    [InlineData("layers")]
    public void Read_OfAnIndexThatIsAnImageToo_IsRefused(string member) =>
        AssertInvalid($$"""{"schemaVersion": 2, "manifests": [], "{{member}}": null}""", MediaTypes.OciIndex);

    [Fact]
    public void Read_OfWhatIsTooDeepOrTooMuch_IsRefused()
    {
        string deep = new string('[', 1000) + new string(']', 1000);
        AssertInvalid($$"""{"schemaVersion": 2, "config": {{Entry}}, "x": {{deep}}}""", MediaTypes.OciManifest);
        string many = string.Join(',', Enumerable.Repeat(Entry, ManifestReader.MostEntries + 1));
        AssertInvalid($$"""{"schemaVersion": 2, "config": {{Entry}}, "layers": [{{many}}]}""", MediaTypes.OciManifest);
    }

    [Fact]
    public void Read_OfAnyDamage_ReadsOrRefuses() =>
        Gen.Select(Gen.Int[0, Image.Length - 1], Gen.Byte).Sample((position, value) =>
        {
            byte[] damaged = Encoding.UTF8.GetBytes(Image);
            damaged[position] = value;
            try
            {
                ManifestReader.Read(damaged, null);
            }
            catch (RegistryException e)
            {
                Assert.Equal((ErrorCode.ManifestInvalid, 400), (e.Code, e.Status));
            }
        });

    private static ManifestDocument Read(string text, string? contentType) => ManifestReader.Read(Encoding.UTF8.GetBytes(text), contentType);

    private static void AssertInvalid(string text, string contentType) =>
        Assert.Equal(ErrorCode.ManifestInvalid, Assert.Throws<RegistryException>(() => Read(text, contentType)).Code);
}
