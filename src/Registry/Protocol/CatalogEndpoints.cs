using System.Buffers;
using System.Text.Json;
using Berth.Registry.Access;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;

namespace Berth.Registry.Protocol;

/// <summary><c>/v2/_catalog</c>: docker's list of repositories, of which each caller sees what they may pull.</summary>
internal sealed class CatalogEndpoints(IAuthorizer authorizer, IRepositories repositories)
{
    private const string Scope = "registry:catalog:*";

    public async Task ListAsync(HttpContext http)
    {
        Caller caller = await authorizer.DemandLoginAsync(http, Scope);
        PageRequest page = PageRequest.Of(http.Request);
        RepositoryName? last = page.Last is { } text ? Last(text) : null;

        // One more than the page has: whether there is a next one.
        IReadOnlyList<RepositoryName> found = page.Count == 0 ? [] : repositories.List(Viewer.Of(caller), last, page.Count + 1);
        int count = Math.Min(found.Count, page.Count);
        if (found.Count > page.Count)
        {
            page.LinkNext(http.Response, "/v2/_catalog", found[count - 1].ToString());
        }

        await JsonAnswer.WriteAsync(http, Document(found.Take(count)), JsonAnswer.MediaType);
    }

    private static RepositoryName Last(string text) => RepositoryName.TryParse(text, out RepositoryName name)
        ? name
        : throw new RegistryException(ErrorCode.NameInvalid, "invalid repository name", text);

    private static ReadOnlyMemory<byte> Document(IEnumerable<RepositoryName> names)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("repositories");
        foreach (RepositoryName name in names)
        {
            json.WriteStringValue(name.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
