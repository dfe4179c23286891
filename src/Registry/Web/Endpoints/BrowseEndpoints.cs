using Berth.Registry.Access;
using Berth.Registry.Metadata;
using Berth.Registry.Search;
using Berth.Registry.Web.Images;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Pages;

namespace Berth.Registry.Web.Endpoints;

/// <summary>
/// Looking around:
/// <code>
/// GET /                         what is new and used
/// GET /search?q=WORDS&amp;page=N    what matches; without words, everything
/// GET /r/NAME                   a repository
/// GET /r/NAME:TAG               a tag; ?platform=DIGEST picks an image of an index
/// GET /r/NAME@DIGEST            a manifest
/// GET /language/TAG?return=PATH chooses a language
/// </code>
/// </summary>
internal sealed class BrowseEndpoints(
    IRepositories repositories, IRepositoryLists lists, ITags tags, IManifests manifests, IManifestContents tagsOf, ImageContents images, IAuthorizer authorizer,
    ISearch search, IStars stars)
{
    private const int HomeLength = 8;
    private const int LongestQuery = 200;
    private const int MostTagsOfManifest = 20;

    public void Map(WebRoutes routes)
    {
        routes.Get("/", (visit, _) => ValueTask.FromResult<Answer>(Home(visit)));
        routes.Get("/search", (visit, http) => ValueTask.FromResult<Answer>(Find(visit, http)));
        routes.Get("/r/{**reference}", ReferenceAsync);
        routes.Get("/language/{tag}", static (_, http) => ValueTask.FromResult<Answer>(Choose(http)));
    }

    private static RedirectAnswer Choose(HttpContext http)
    {
        string? tag = http.Request.RouteValues["tag"] as string;
        return new RedirectAnswer(ReturnPath.Of(http.Request.Query["return"])) { Language = LanguageChoice.Parse(tag) is null ? null : tag };
    }

    private PageAnswer Home(Visit visit)
    {
        IReadOnlyList<RepositoryRecord> recent = lists.RecentlyPushed(visit.Viewer, 0, HomeLength);
        long count = recent.Count < HomeLength ? recent.Count : lists.Count(visit.Viewer);
        return HomePage.Of(visit, count, recent, lists.MostPulled(visit.Viewer, HomeLength));
    }

    private PageAnswer Find(Visit visit, HttpContext http)
    {
        string text = http.Request.Query["q"].ToString().Trim();
        string query = text.Length > LongestQuery ? text[..LongestQuery] : text;
        int page = Paging.Parse(http.Request.Query["page"]);
        int skip = (page - 1) * SearchResultPage.PageSize;
        if (query.Length == 0)
        {
            IReadOnlyList<RepositoryRecord> all = lists.RecentlyPushed(visit.Viewer, skip, SearchResultPage.PageSize);
            return SearchResultPage.Of(visit, query, page, lists.Count(visit.Viewer), all);
        }

        SearchPage found = search.Search(visit.Viewer, query, skip, SearchResultPage.PageSize);
        return SearchResultPage.Of(visit, query, page, found.Total, found.Repositories);
    }

    private async ValueTask<Answer> ReferenceAsync(Visit visit, HttpContext http)
    {
        if (WebReference.Parse(http.Request.RouteValues["reference"] as string) is not { } reference)
        {
            return ErrorPage.NotFound(visit);
        }

        RepositoryActions allowed = await authorizer.AllowedAsync(visit.Caller, reference.Repository);
        if (!allowed.HasFlag(RepositoryActions.Pull) || repositories.Find(reference.Repository) is not { } repository)
        {
            return ErrorPage.NotFound(visit);
        }

        bool isRepository = reference is { Tag: null, Digest: null };
        return isRepository
            ? await RepositoryAsync(visit, http, repository, allowed)
            : await ManifestAsync(visit, http, repository, reference);
    }

    private async ValueTask<PageAnswer> RepositoryAsync(Visit visit, HttpContext http, RepositoryRecord repository, RepositoryActions allowed)
    {
        int page = Paging.Parse(http.Request.Query["page"]);
        IReadOnlyList<TagRecord> shown = tags.Latest(repository.Name, (page - 1) * RepositoryPage.PageSize, RepositoryPage.PageSize);
        return RepositoryPage.Of(visit, new RepositoryView
        {
            Repository = repository,
            Tags = await TagRows.ReadAsync(images, repository.Name, shown, http.RequestAborted),
            TagCount = page == 1 && shown.Count < RepositoryPage.PageSize ? shown.Count : lists.CountTags(repository.Name),
            TagPage = page,
            IsAdministered = visit.User is not null && allowed.HasFlag(RepositoryActions.Delete),
            IsStarred = visit.User is { } user ? stars.Has(user, repository.Id) : null,
        });
    }

    private async ValueTask<PageAnswer> ManifestAsync(Visit visit, HttpContext http, RepositoryRecord repository, WebReference reference)
    {
        ManifestRecord? manifest = reference.Tag is { } tag ? manifests.Find(repository.Name, tag) : manifests.Find(repository.Name, reference.Digest!.Value);
        if (manifest is null)
        {
            return ErrorPage.NotFound(visit);
        }

        ManifestFacts? facts = images.Manifest(manifest);
        PickedImage picked = PickedImage.Of(images, repository.Name, facts, http.Request.Query["platform"]);
        return ManifestPage.Of(visit, new ManifestView
        {
            Repository = repository,
            Tag = reference.Tag,
            Manifest = manifest,
            Facts = facts,
            Picked = picked.Digest,
            Image = picked.Facts,
            Configuration = picked.Facts is { } image ? await images.ConfigurationAsync(repository.Name, image, http.RequestAborted) : null,
            Tags = tagsOf.TagsOf(repository.Name, manifest.Digest, MostTagsOfManifest),
            Referrers = manifests.Referrers(repository.Name, manifest.Digest, new ReferrerFilter(ReferrerTables.Most) { WithAnnotations = false }),
        });
    }
}
