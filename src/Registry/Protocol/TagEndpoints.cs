using System.Buffers;
using System.Text.Json;
using Berth.Registry.Access;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;

namespace Berth.Registry.Protocol;

/// <summary><c>/v2/NAME/tags/list</c> (OCI distribution spec, "Listing Tags").</summary>
internal sealed class TagEndpoints(IAuthorizer authorizer, IRepositories repositories, ITags tags)
{
    public async Task ListAsync(HttpContext http, RepositoryName name)
    {
        await authorizer.DemandAsync(http, name, RepositoryActions.Pull);
        if (repositories.Find(name) is null)
        {
            throw new RegistryException(ErrorCode.NameUnknown, "repository name not known to registry", name.ToString());
        }

        // One more than the page has: whether there is a next one.
        PageRequest page = PageRequest.Of(http.Request);
        IReadOnlyList<string> found = page.Count == 0 ? [] : tags.Names(name, page.Last, page.Count + 1);
        int count = Math.Min(found.Count, page.Count);
        if (found.Count > page.Count)
        {
            page.LinkNext(http.Response, $"/v2/{name}/tags/list", found[count - 1]);
        }

        await JsonAnswer.WriteAsync(http, Document(name, found.Take(count)), JsonAnswer.MediaType);
    }

    private static ReadOnlyMemory<byte> Document(RepositoryName name, IEnumerable<string> names)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("name", name.ToString());
        json.WriteStartArray("tags");
        foreach (string tag in names)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
