using System.Text;
using Berth.Oci;
using Berth.Registry.Metadata;
using Berth.Registry.Web;
using Berth.Registry.Web.Images;
using Xunit;

namespace Berth.Unit.Registry.Web;

public sealed class ImageTextTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("/bin/sh -c #(nop)  CMD [\"bash\"]", "CMD [\"bash\"]")]
    [InlineData("/bin/sh -c apt-get update", "RUN apt-get update")]
    [InlineData("RUN /bin/sh -c make # buildkit", "RUN make")]
    [InlineData("COPY . /app # buildkit", "COPY . /app")]
    [InlineData("debuerreotype 0.15", "debuerreotype 0.15")]
    [InlineData(null, "")]
    public void Of_CreatedBy_IsTheInstruction(string? createdBy, string expected) => Assert.Equal(expected, Instruction.Of(createdBy));

    [Fact]
    public void Of_HistoryThatFits_PutsLayersBesideTheirSteps()
    {
        IReadOnlyList<LayerStep> steps = LayerSteps.Of(
            [Layer(1), Layer(2)], [new HistoryStep("ADD a", true), new HistoryStep("ENV b", false), new HistoryStep("RUN c", true)]);

        Assert.Equal([(1, "ADD a", 1L), (null, "ENV b", null), (2, "RUN c", 2L)], steps.Select(static s => (s.Number, s.Instruction, s.Layer?.Size)));
    }

    [Fact]
    public void Of_HistoryThatDoesNotFit_LeavesLayersAlone()
    {
        IReadOnlyList<LayerStep> steps = LayerSteps.Of([Layer(1), Layer(2)], [new HistoryStep("ADD a", true)]);

        Assert.Equal([(1, ""), (2, "")], steps.Select(static s => (s.Number, s.Instruction)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"config":null,"layers":[]}""")]
    [InlineData("""{"config":{"digest":"sha256:short","size":1},"layers":[]}""")]
    public void Read_WhatIsNoManifest_HasNoFacts(string content) => Assert.Null(ManifestReader.Read(Manifest(MediaTypes.OciManifest, content)));

    [Fact]
    public void Read_ManifestWithNullsAndStrangeSizes_IsRead()
    {
        ManifestFacts? facts = ManifestReader.Read(Manifest(MediaTypes.OciManifest, $$"""
            {"config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"sha256:{{Hex}}","size":-5},
             "layers":[null,{"digest":"sha256:{{Hex}}","size":9223372036854775807},
              {"digest":"sha256:{{Hex}}","size":9223372036854775807 } ],
             "annotations":{"a":null,"b":"c" } }
            """));

        Assert.NotNull(facts);
        Assert.Equal(2, facts.Layers.Count);
        Assert.True(facts.Size > 0);
        Assert.Equal([KeyValuePair.Create("b", "c")], facts.Annotations);
    }

    [Fact]
    public void Read_IndexWithAttestation_KeepsItApart()
    {
        ManifestFacts? facts = ManifestReader.Read(Manifest(MediaTypes.OciIndex, $$"""
            {"manifests":[
             {"digest":"sha256:{{Hex}}","size":1,"platform":{"os":"linux","architecture":"amd64" } },
             {"digest":"sha256:{{Hex}}","size":1,"platform":{"os":"unknown","architecture":"unknown"},"annotations":{"vnd.docker.reference.type":"attestation-manifest" } } ] }
            """));

        Assert.Equal("linux/amd64", Assert.Single(facts!.Images).Platform?.ToString());
        Assert.Single(facts.Attestations);
    }

    [Fact]
    public void Read_LargeManifest_HasNoFacts() =>
        Assert.Null(ManifestReader.Read(Manifest(MediaTypes.OciIndex, $"{{\"manifests\":[]{new string(' ', ManifestReader.Largest)}}}")));

    [Fact]
    public void Read_ConfigurationWithoutEnd_IsCut()
    {
        string many = string.Join(',', Enumerable.Repeat("\"A=b\"", 100_000));

        ImageFacts? facts = ImageConfigReader.Read(Encoding.UTF8.GetBytes($$"""
            {"os":"linux","architecture":"{{new string('x', 5000)}}","config":{"Env":[{{many}}],"User":"{{new string('u', 50_000)}}"},"history":[null,{"created_by":"a"}]}
            """));

        Assert.NotNull(facts);
        Assert.InRange(facts.EnvironmentNames.Count, 1, 200);
        Assert.InRange(facts.User.Length, 1, 600);
        Assert.InRange(facts.Platform.Length, 1, 100);
        Assert.Equal("a", Assert.Single(facts.History).Instruction);
    }

    [Theory]
    [InlineData("{\"config\":{\"Env\":[null]}}")]
    [InlineData("{\"config\":{\"Labels\":{\"a\":null}},\"history\":[{}]}")]
    [InlineData("{}")]
    public void Read_ConfigurationWithNulls_IsRead(string content) => Assert.NotNull(ImageConfigReader.Read(Encoding.UTF8.GetBytes(content)));

    [Theory]
    [InlineData("[]")]
    [InlineData("\"")]
    [InlineData("{\"config\":{\"Env\":\"no list\"}}")]
    public void Read_WhatIsNoConfiguration_HasNoFacts(string content) => Assert.Null(ImageConfigReader.Read(Encoding.UTF8.GetBytes(content)));

    [Theory]
    [InlineData("alice/app", "alice/app", null, null)]
    [InlineData("alice/app:1.0", "alice/app", "1.0", null)]
    [InlineData($"app@sha256:{Hex}", "app", null, $"sha256:{Hex}")]
    public void Parse_Reference_IsItsParts(string text, string repository, string? tag, string? digest)
    {
        WebReference? reference = WebReference.Parse(text);

        Assert.Equal((repository, tag, digest), (reference?.Repository.ToString(), reference?.Tag, reference?.Digest?.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../etc")]
    [InlineData("Alice/App")]
    [InlineData("app:")]
    [InlineData("app:..%2f")]
    [InlineData("app@sha256:short")]
    [InlineData("app@")]
    [InlineData(":latest")]
    [InlineData("<script>")]
    public void Parse_WhatIsNoReference_IsNull(string? text) => Assert.Null(WebReference.Parse(text));

    private static Descriptor Layer(long size) => new() { Digest = Digest.Parse($"sha256:{Hex}"), Size = size };

    private static ManifestRecord Manifest(string mediaType, string content) =>
        new() { Digest = Digest.Parse($"sha256:{Hex}"), MediaType = mediaType, Content = Encoding.UTF8.GetBytes(content) };
}
