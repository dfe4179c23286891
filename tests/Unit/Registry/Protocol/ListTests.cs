using Berth.Oci;
using CsCheck;
using Xunit;
using static Berth.Unit.Registry.Protocol.ProtocolClient;

namespace Berth.Unit.Registry.Protocol;

public sealed class ListTests
{
    private const string Subject = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly ProtocolClient _client = new(new MemoryRegistry());

    [Fact]
    public async Task Tags_OfARepository_AreInOrder()
    {
        await TagAsync("a", "b", "B", "a10", "a1", "_");

        Answer answer = await _client.SendAsync("GET", "/v2/a/tags/list");

        Assert.Equal((200, """{"name":"a","tags":["B","_","a1","a10","b"]}""", ""), (answer.Status, answer.Text, answer.Header("Link")));
    }

    [Theory]
    [InlineData("?n=2", "\"a\",\"b\"", "</v2/r/tags/list?n=2&last=b>; rel=\"next\"")]
    [InlineData("?n=2&last=b", "\"c\"", "")]
    [InlineData("?n=3", "\"a\",\"b\",\"c\"", "")]
    [InlineData("?n=0", "", "")]
    [InlineData("?last=aa", "\"b\",\"c\"", "")]
    [InlineData("?last=x", "", "")]
    [InlineData("?n=99999999999999999999", "\"a\",\"b\",\"c\"", "")]
    public async Task Tags_OfAPage_LinkToTheNext(string query, string tags, string link)
    {
        await TagAsync("r", "a", "b", "c");

        Answer answer = await _client.SendAsync("GET", "/v2/r/tags/list" + query);

        Assert.Equal(($$"""{"name":"r","tags":[{{tags}}]}""", link), (answer.Text, answer.Header("Link")));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1.5")]
    public async Task Page_OfNoNumber_IsRefused(string n)
    {
        await TagAsync("r", "a");

        ErrorDocument.Check(await _client.SendAsync("GET", $"/v2/r/tags/list?n={n}"), 400, "PAGINATION_NUMBER_INVALID");
        ErrorDocument.Check(await _client.SendAsync("GET", $"/v2/_catalog?n={n}"), 400, "PAGINATION_NUMBER_INVALID");
    }

    [Fact]
    public async Task Tags_OfNoRepository_AreUnknown()
    {
        ErrorDocument.Check(await _client.SendAsync("GET", "/v2/nothing/tags/list"), 404, "NAME_UNKNOWN");
        ErrorDocument.Check(await _client.SendAsync("POST", "/v2/nothing/tags/list"), 405, "UNSUPPORTED");
    }

    [Fact]
    public async Task Catalog_OfAPage_LinksToTheNext()
    {
        await TagAsync("b/c", "x");
        await TagAsync("a", "x");
        await TagAsync("d", "x");

        Answer all = await _client.SendAsync("GET", "/v2/_catalog");
        Answer first = await _client.SendAsync("GET", "/v2/_catalog?n=2");
        Answer second = await _client.SendAsync("GET", "/v2/_catalog?n=2&last=b%2Fc");

        Assert.Equal("""{"repositories":["a","b/c","d"]}""", all.Text);
        Assert.Equal(("""{"repositories":["a","b/c"]}""", "</v2/_catalog?n=2&last=b%2Fc>; rel=\"next\""), (first.Text, first.Header("Link")));
        Assert.Equal(("""{"repositories":["d"]}""", ""), (second.Text, second.Header("Link")));
        ErrorDocument.Check(await _client.SendAsync("GET", "/v2/_catalog?last=.."), 400, "NAME_INVALID");
    }

    [Fact]
    public async Task Referrers_OfWhatIsNotThere_AreNone()
    {
        Answer answer = await _client.SendAsync("GET", $"/v2/nothing/referrers/{Subject}");

        Assert.Equal(200, answer.Status);
        Assert.Equal($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[]}""", answer.Text);
        ErrorDocument.Check(await _client.SendAsync("GET", "/v2/nothing/referrers/latest"), 400, "DIGEST_INVALID");
    }

    [Fact]
    public async Task Referrers_OfSeveralPages_AreAllThere()
    {
        for (int i = 0; i < 5; i++)
        {
            string index = $$"""{"schemaVersion": 2, "manifests": [], "artifactType": "a/b", "annotations": {"n": "{{i}}"}, "subject": {"digest": "{{Subject}}", "size": 1} }""";
            Assert.Equal(201, (await _client.SendAsync("PUT", $"/v2/r/manifests/t{i}", index, ("Content-Type", MediaTypes.OciIndex))).Status);
        }

        string target = $"/v2/r/referrers/{Subject}?n=2&artifactType=a%2Fb";
        int pages = 0, entries = 0;
        while (target.Length > 0)
        {
            Answer answer = await _client.SendAsync("GET", target);
            entries += answer.Text.Split("\"artifactType\"").Length - 1;
            pages++;
            string link = answer.Header("Link");
            target = link.Length == 0 ? "" : link[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal((3, 5), (pages, entries));
    }

    [Fact]
    public async Task Base_OfTheProtocol_Answers()
    {
        foreach (string target in new[] { "/v2/", "/v2" })
        {
            Answer answer = await _client.SendAsync("GET", target);
            Assert.Equal((200, "{}", "registry/2.0"), (answer.Status, answer.Text, answer.Header("Docker-Distribution-Api-Version")));
        }

        Answer wrong = await _client.SendAsync("DELETE", "/v2/");
        ErrorDocument.Check(wrong, 405, "UNSUPPORTED");
        Assert.Equal("GET, HEAD", wrong.Header("Allow"));
    }

    [Fact]
    public async Task Tags_OfAnyNumberInAnyPages_AreAllThereOnce()
    {
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        Gen.String[Gen.Char["abcXYZ019_"], 1, 5].Array[30].Single().ToList().ForEach(tag => tags.Add(tag));
        await TagAsync("r", [.. tags]);

        for (int n = 1; n <= tags.Count + 1; n++)
        {
            var seen = new List<string>();
            string target = $"/v2/r/tags/list?n={n}";
            while (target.Length > 0)
            {
                Answer answer = await _client.SendAsync("GET", target);
                seen.AddRange(answer.Text[(answer.Text.IndexOf('[', StringComparison.Ordinal) + 1)..^2].Split(',').Select(tag => tag.Trim('"')));
                string link = answer.Header("Link");
                target = link.Length == 0 ? "" : link[1..link.IndexOf('>', StringComparison.Ordinal)];
            }

            Assert.Equal(tags, seen);
        }
    }

    private async Task TagAsync(string repository, params string[] tags)
    {
        foreach (string tag in tags)
        {
            Answer answer = await _client.SendAsync(
                "PUT", $"/v2/{repository}/manifests/{tag}", """{"schemaVersion": 2, "manifests": []}""", ("Content-Type", MediaTypes.OciIndex));
            Assert.Equal(201, answer.Status);
        }
    }
}
