using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Auditing;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Search;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Pages;

namespace Berth.Registry.Web.Endpoints;

/// <summary>
/// What a repository's administrators may change, and stars, which whoever may pull gives:
/// <code>
/// GET  /settings/NAME?page=N
/// POST /settings/NAME     do=save         visibility (public, private), summary, description
///                         do=grant        grantee (NAME, team:NAME), right (none, read, write, admin)
///                         do=delete-tag   tag
///                         do=delete       typed: the name once more
/// POST /star/NAME         on
/// </code>
/// For everyone else there is no such page.
/// </summary>
internal sealed class SettingsEndpoints(
    IRepositories repositories, IRepositoryLists lists, ITags tags, IManifests manifests, IGrants grants, IAuthorizer authorizer, IStars stars, IAuditLog audit)
{
    public void Map(WebRoutes routes)
    {
        routes.Get("/settings/{**name}", (visit, http) => WithAsync(visit, http, RepositoryActions.Delete, repository =>
            ValueTask.FromResult<Answer>(Page(visit, repository, Paging.Parse(http.Request.Query["page"]), done: Done(visit.Words, http.Request.Query["done"])))));
        routes.Post("/settings/{**name}", (visit, http, form) => WithAsync(visit, http, RepositoryActions.Delete, repository =>
            ChangeAsync(new SettingsChange(visit, http, form, repository))));
        routes.Post("/star/{**name}", (visit, http, form) => WithAsync(visit, http, RepositoryActions.Pull, async repository =>
        {
            await stars.SetAsync(visit.User!, repository.Id, form.IsChecked("on"));
            return new RedirectAnswer(Paths.Repository(repository.Name));
        }));
    }

    private static string? Done(Words words, string? done) => done switch
    {
        "saved" => words.Saved,
        "rights" => words.RightsChanged,
        "tag" => words.TagDeleted,
        _ => null,
    };

    // Who may not, and what is not there, get the same answer.
    private async ValueTask<Answer> WithAsync(Visit visit, HttpContext http, RepositoryActions needed, Func<RepositoryRecord, ValueTask<Answer>> handler)
    {
        if (visit.User is null || !RepositoryName.TryParse(http.Request.RouteValues["name"] as string, out RepositoryName name))
        {
            return ErrorPage.NotFound(visit);
        }

        RepositoryActions allowed = await authorizer.AllowedAsync(visit.Caller, name);
        return allowed.HasFlag(needed) && repositories.Find(name) is { } repository ? await handler(repository) : ErrorPage.NotFound(visit);
    }

    private PageAnswer Page(Visit visit, RepositoryRecord repository, int page = 1, string? done = null, string? problem = null) => SettingsPage.Of(
        visit,
        new SettingsView
        {
            Repository = repository,
            Grants = grants.List(repository.Name),
            Tags = tags.Latest(repository.Name, (page - 1) * SettingsPage.PageSize, SettingsPage.PageSize),
            TagCount = lists.CountTags(repository.Name),
            TagPage = page,
            Done = done,
            Problem = problem,
        },
        problem is null ? 200 : 400);

    private ValueTask<Answer> ChangeAsync(SettingsChange change) => change.Form.Line("do") switch
    {
        "save" => SaveAsync(change),
        "grant" => GrantAsync(change),
        "delete-tag" => DeleteTagAsync(change),
        "delete" => DeleteAsync(change),
        _ => ValueTask.FromResult<Answer>(ErrorPage.BadRequest(change.Visit)),
    };

    private async ValueTask<Answer> SaveAsync(SettingsChange change)
    {
        string summary = change.Form.Line("summary").ReplaceLineEndings(" ");
        string description = change.Form.Lines("description");
        bool isPublic = change.Form.Line("visibility") == "public";
        if (summary.Length > SettingsPage.LongestSummary || description.Length > SettingsPage.LongestDescription)
        {
            RepositoryRecord typed = change.Repository with { Summary = summary, Description = description, IsPublic = isPublic };
            return Page(change.Visit, typed, problem: change.Visit.Words.TextTooLong);
        }

        await repositories.UpdateAsync(change.Repository.Name, isPublic, summary, description);
        string visibility = isPublic == change.Repository.IsPublic ? "" : isPublic ? " public" : " private";
        Record(change, AuditAction.ChangeRepository, $"{change.Repository.Name}{visibility}");
        return Back(change, "saved");
    }

    private async ValueTask<Answer> GrantAsync(SettingsChange change)
    {
        if (RightsSection.Parse(change.Form.Line("right")) is not { } right)
        {
            return ErrorPage.BadRequest(change.Visit);
        }

        var grantee = Grantee.Parse(change.Form.Line("grantee"));
        try
        {
            await grants.SetAsync(change.Repository.Name, grantee, right);
        }
        catch (AccountException e)
        {
            return Page(change.Visit, change.Repository, problem: AccountProblem.Of(change.Visit.Words, e));
        }

        Record(change, AuditAction.Grant, $"{change.Repository.Name} {grantee} {right}");
        return Back(change, "rights");
    }

    private async ValueTask<Answer> DeleteTagAsync(SettingsChange change)
    {
        string tag = change.Form.Line("tag");
        if (!await manifests.RemoveTagAsync(change.Repository.Name, tag))
        {
            return ErrorPage.NotFound(change.Visit);
        }

        Record(change, AuditAction.Delete, $"{change.Repository.Name}:{tag}");
        return Back(change, "tag");
    }

    private async ValueTask<Answer> DeleteAsync(SettingsChange change)
    {
        if (change.Form.Line("typed") != change.Repository.Name.ToString())
        {
            return Page(change.Visit, change.Repository, problem: change.Visit.Words.NameDiffers);
        }

        await repositories.RemoveAsync(change.Repository.Name);
        Record(change, AuditAction.Delete, change.Repository.Name.ToString());
        return new RedirectAnswer("/account?done=deleted");
    }

    private static RedirectAnswer Back(SettingsChange change, string done) => new($"{Paths.Settings(change.Repository.Name)}?done={done}");

    private void Record(SettingsChange change, string action, string target) =>
        audit.Record(action, change.Visit.User, change.Http.Connection.RemoteIpAddress, target, "ok");
}
