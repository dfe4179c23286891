using System.Net;
using System.Text.Json;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Json;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

public sealed partial class RemoteRepository
{
    private const int LongestTagPage = 4 * 1024 * 1024;
    private const int MostTagPages = 1000;
    private const int MostTags = 100_000;

    /// <summary>The tags of the repository, in the registry's order, each once; at most 100,000.</summary>
    /// <exception cref="RegistryException">The repository is not there, or the list is longer, does not end, or is not of its form.</exception>
    public Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellation) =>
        AskAsync(HostCapabilities.Resolve, ListTagsAsync, cancellation);

    private async Task<IReadOnlyList<string>> ListTagsAsync(HostConnection host, CancellationToken cancellation)
    {
        var tags = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Uri? next = null;
        for (int page = 0; page < MostTagPages; page++)
        {
            var request = new RegistryRequest
            {
                Method = HttpMethod.Get,
                Path = $"/{PathAt(host)}/tags/list",
                Location = next,
                Scope = TokenScope.Pull(PathAt(host)),
            };
            using HttpResponseMessage response = await SendAsync(host, request, cancellation);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw TagsError(await ErrorAsync(host, response, cancellation));
            }

            byte[] bytes = await BoundedBody.ReadAsync(response, "the list of tags", LongestTagPage, host.Stall, cancellation);
            tags.AddRange(Read(bytes).Where(seen.Add));
            next = NextPage(host, response);
            if (next is null)
            {
                return tags;
            }

            if (tags.Count > MostTags)
            {
                break;
            }
        }

        throw new RegistryException(RegistryErrorKind.InvalidAnswer, $"{Name.FamiliarName} has more tags than the {MostTags} that are accepted");
    }

    private static IEnumerable<string> Read(byte[] page)
    {
        try
        {
            return JsonSerializer.Deserialize(page, RegistryJson.Default.TagsDocument)?.Tags.OfType<string>() ?? [];
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, "the list of tags is not JSON of its form", e);
        }
    }

    /// <summary>The URL of <c>Link: &lt;…&gt;; rel="next"</c> (RFC 8288), which must be on the same host.</summary>
    private static Uri? NextPage(HostConnection host, HttpResponseMessage response)
    {
        string? link = Header(response, "Link");
        int start = link?.IndexOf('<', StringComparison.Ordinal) ?? -1;
        int end = link?.IndexOf('>', StringComparison.Ordinal) ?? -1;
        if (link is null || start < 0 || end < start || !link[end..].Contains("next", StringComparison.Ordinal))
        {
            return null;
        }

        bool isUrl = Uri.TryCreate(response.RequestMessage!.RequestUri!, link[(start + 1)..end], out Uri? next);
        return isUrl && host.IsOwn(next!)
            ? next
            : throw new RegistryException(RegistryErrorKind.InvalidAnswer, "the list of tags goes on at another host; refused");
    }

    private RegistryException TagsError(RegistryException error) => error.Code switch
    {
        Errors.ErrorCodes.NameUnknown => error.With($"repository {Name.FamiliarName} not found: {error.First}"),
        Errors.ErrorCodes.Denied => error.With(
            $"pull access denied for {Name.FamiliarName}, repository does not exist or may require 'docker login': {error.First}"),
        _ => error,
    };
}
