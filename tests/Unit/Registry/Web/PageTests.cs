using System.Text;
using Berth.Oci;
using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Web;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Images;
using Berth.Registry.Web.Languages;
using Berth.Registry.Web.Pages;
using Berth.Registry.Web.Sessions;
using Xunit;

namespace Berth.Unit.Registry.Web;

public sealed class PageTests
{
    private const string Hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202E";

    private static readonly DateTimeOffset s_now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly Digest s_digest = Digest.Of("manifest"u8);

    [Theory]
    [InlineData("en", false)]
    [InlineData("zh", true)]
    public void Of_HostileTexts_StayText(string language, bool hasUser)
    {
        Visit visit = Visit(LanguageChoice.Parse(language)!.Value, hasUser);
        foreach (PageAnswer page in Pages(visit))
        {
            string html = Render(visit, page);

            Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
            Assert.DoesNotContain("{0}", html, StringComparison.Ordinal);
            Assert.Contains($"<html lang=\"{visit.Words.Tag}\">", html, StringComparison.Ordinal);
            Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_HiddenAndMissing_AreTheSamePage()
    {
        Visit visit = Visit(Language.English, hasUser: false);

        Assert.Equal(404, ErrorPage.NotFound(visit).Status);
        Assert.Contains("/login?return=", Render(visit, ErrorPage.NotFound(visit)), StringComparison.Ordinal);
    }

    private static IEnumerable<PageAnswer> Pages(Visit visit)
    {
        RepositoryRecord repository = Repository();
        yield return HomePage.Of(visit, 1, [repository], [repository]);
        yield return HomePage.Of(visit, 0, [], []);
        yield return SearchResultPage.Of(visit, Hostile, 1, 1, [repository]);
        yield return SearchResultPage.Of(visit, Hostile, 2, 0, []);
        yield return ErrorPage.NotFound(visit);
        var tag = new TagRecord("latest", s_digest, Hostile, s_now, Hostile);
        yield return RepositoryPage.Of(visit, new RepositoryView
        {
            Repository = repository, Tags = [new TagRow(tag, (1, 2), [Hostile], Hostile)], TagCount = 100, TagPage = 2, IsAdministered = true, IsStarred = true,
        });
        yield return ManifestPage.Of(visit, Manifest(repository));
        yield return LogInPage.Of(visit, "/", Hostile, Hostile);
        yield return RegisterPage.Of(visit, Hostile, Hostile);
        if (visit.User is not null)
        {
            yield return AccountPage.TokenCreated(visit, Hostile, Hostile);
            yield return AccountPage.Of(visit, new AccountView
            {
                Repositories = [repository],
                Tokens = [new AccessToken(1, Hostile, s_now, s_now, null, IsReadOnly: true)],
                Sessions = [visit.Session!, visit.Session! with { Id = 2 }],
                Problem = Hostile,
            });
            yield return SettingsPage.Of(visit, new SettingsView
            {
                Repository = repository with { Summary = Hostile.Replace("\u202E", "", StringComparison.Ordinal), Description = Hostile.Replace("\u202E", "", StringComparison.Ordinal) },
                Grants = [new Grant(Grantee.Team(Hostile), RepositoryRight.Write)],
                Tags = [tag],
                TagCount = 1,
                Done = Hostile,
            });
        }
    }

    private static RepositoryRecord Repository() => new()
    {
        Id = 1, Name = RepositoryName.Parse("alice/app"), IsPublic = false, Summary = Hostile, Description = Hostile, PushedAt = s_now, Pulls = 5, Stars = 1,
    };

    private static ManifestView Manifest(RepositoryRecord repository)
    {
        var platform = new Platform { Os = Hostile, Architecture = Hostile };
        var descriptor = new Descriptor
        {
            Digest = s_digest, Size = 5, MediaType = Hostile, Platform = platform, Annotations = new Dictionary<string, string> { ["vnd.docker.reference.type"] = Hostile },
        };
        List<KeyValuePair<string, string>> pairs = [KeyValuePair.Create(Hostile, Hostile), KeyValuePair.Create("url", "javascript:alert(1)")];
        var image = new ManifestFacts { IsIndex = false, Config = descriptor with { MediaType = MediaTypes.OciConfig }, Layers = [descriptor], Annotations = pairs };
        return new ManifestView
        {
            Repository = repository,
            Tag = "latest",
            Manifest = new ManifestRecord { Digest = s_digest, MediaType = Hostile, Content = Encoding.UTF8.GetBytes($"{{\"a\":\"{Hostile.Replace("\"", "", StringComparison.Ordinal)}\"}}") },
            Facts = new ManifestFacts { IsIndex = true, ArtifactType = Hostile, Images = [descriptor], Attestations = [descriptor], Subject = s_digest, Annotations = pairs },
            Image = image,
            Picked = s_digest,
            Configuration = new ImageFacts
            {
                Platform = Hostile, CreatedAt = s_now, Author = Hostile, Entrypoint = [Hostile], Command = [Hostile], User = Hostile, WorkingDirectory = Hostile,
                StopSignal = Hostile, EnvironmentNames = [Hostile], Ports = [Hostile], Volumes = [Hostile], Labels = pairs, History = [new HistoryStep(Hostile, true)],
            },
            Tags = ["latest"],
            Referrers = [new ReferrerRecord(s_digest, Hostile, 5, Hostile, Hostile)],
        };
    }

    private static Visit Visit(Language language, bool hasUser) => new()
    {
        Site = new Site("registry.example.org", HasAccounts: true, RegistrationIsOpen: true),
        Words = Words.Of(language),
        Caller = hasUser ? new Caller("alice", false) : Caller.Anonymous,
        Now = s_now,
        Path = "/r/alice/app",
        Secret = SessionSecret.New(),
        Session = hasUser ? new Session(1, "alice", IsAdministrator: false, s_now, s_now, "192.0.2.1", Hostile) : null,
    };

    private static string Render(Visit visit, PageAnswer page)
    {
        var html = new HtmlWriter();
        Layout.Write(html, visit, page.Head, page.Body);
        return Encoding.UTF8.GetString(html.Written.Span);
    }
}
