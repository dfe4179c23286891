using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Search;
using Berth.Unit.Registry.Metadata;
using Xunit;

namespace Berth.Unit.Registry.Search;

/// <summary>Search with the real SQLite.</summary>
public sealed class SqliteSearchTests : IDisposable
{
    private static readonly Viewer s_all = new(null, SeesEverything: true);

    private readonly string _root = Directory.CreateTempSubdirectory("berth-unit-").FullName;
    private readonly SqliteMetadata _metadata;
    private readonly SqliteSearch _search;
    private readonly SqliteStars _stars;

    public SqliteSearchTests()
    {
        _metadata = new SqliteMetadata(_root, TimeProvider.System);
        _metadata.Database.Migrate("search", SearchSchema.Migrations);
        _search = new SqliteSearch(_metadata.Database);
        _stars = new SqliteStars(_metadata.Database);
    }

    public void Dispose()
    {
        _metadata.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("NGINX")]
    [InlineData("gin")]
    [InlineData("ng")]
    [InlineData("x")]
    [InlineData("library/nginx")]
    [InlineData("y/n")]
    [InlineData("服务器")]
    [InlineData("服务")]
    [InlineData("务器")]
    [InlineData("器")]
    [InlineData("反向代理")]
    [InlineData("镜像")]
    [InlineData("像")]
    [InlineData("nginx 镜像")]
    [InlineData("镜像 反 ng")]
    [InlineData("HTTP")]
    [InlineData("größe")]
    [InlineData("GRÖSSE-100%_")]
    public async Task Search_PartOfAText_IsFound(string text)
    {
        await AddAsync("library/nginx", summary: "Web 服务器", description: "高性能的HTTP和反向代理, Größe, grösse-100%_ 镜像");
        await AddAsync("other/stuff", summary: "quite different");

        Assert.Equal(["library/nginx"], Names(text));
    }

    [Theory]
    [InlineData("apache")]
    [InlineData("ngnix")]
    [InlineData("nginx apache")]
    [InlineData("nginx 镜")]
    [InlineData("webserver")]
    [InlineData("xw")]
    public async Task Search_WhatIsNotThere_IsNotFound(string text)
    {
        await AddAsync("library/nginx", summary: "Web server");

        Assert.Empty(Names(text));
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\"\"\"")]
    [InlineData("'; DROP TABLE repositories; --")]
    [InlineData("name:nginx")]
    [InlineData("nginx*")]
    [InlineData("NEAR(a b)")]
    [InlineData("a AND")]
    [InlineData("NOT")]
    [InlineData("(((")]
    [InlineData("^nginx")]
    [InlineData("{name summary}: x")]
    [InlineData("-nginx")]
    [InlineData("a + b")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    [InlineData("*")]
    [InlineData("\u0000nul\u0000")]
    [InlineData("\ud800")]
    public async Task Search_HostileText_IsOnlyText(string text)
    {
        await AddAsync("library/redis");

        IReadOnlyList<string> names = Names(text);

        Assert.True(names.Count == 0 || SearchQuery.Parse(text).Text.Length == 0);
        Assert.Equal(["library/redis"], Names("redis"));
    }

    [Fact]
    public async Task Search_Several_AreRanked()
    {
        await AddAsync("zed/about", description: "a nginx thing", pulls: 1000);
        await AddAsync("zed/my-nginx", pulls: 500);
        await AddAsync("zed/nginx-proxy", pulls: 5);
        await AddAsync("zed/nginx-exporter", pulls: 50);
        await AddAsync("zed/nginx-starred");
        await AddAsync("alice/nginx");
        await AddAsync("nginx");
        await StarAsync("zed/nginx-starred", "bob");

        Assert.Equal(["nginx", "alice/nginx", "zed/nginx-starred", "zed/nginx-exporter", "zed/nginx-proxy", "zed/my-nginx", "zed/about"], Names("nginx"));
    }

    [Fact]
    public async Task Search_Pages_AreParts()
    {
        for (int i = 0; i < 7; i++)
        {
            await AddAsync($"team/app{i}");
        }

        SearchPage page = _search.Search(s_all, "app", skip: 3, count: 2);

        Assert.Equal((7, "team/app3,team/app4"), (page.Total, string.Join(',', page.Repositories.Select(r => r.Name.ToString()))));
        Assert.Equal(7, _search.Search(s_all, "", skip: 0, count: 100).Repositories.Count);
        Assert.Empty(_search.Search(s_all, "app", skip: 100, count: 10).Repositories);
    }

    [Fact]
    public async Task Search_ForAViewer_FindsOnlyWhatTheyMaySee()
    {
        await AddAsync("open/tool", isPublic: true);
        await AddAsync("alice/tool");
        await AddAsync("granted/tool");
        await AddAsync("team/tool");
        await AddAsync("secret/tool");
        await ExecuteAsync(
            """
            INSERT INTO users(name, password_hash, created_at) VALUES('alice', 'x', 0);
            INSERT INTO teams(name, created_at) VALUES('crew', 0);
            INSERT INTO team_members(user, team) VALUES('alice', 'crew');
            INSERT INTO grants(repository, user, team, right) VALUES('granted/tool', 'alice', NULL, 1), ('team/tool', NULL, 'crew', 1);
            """);

        Assert.Equal(["open/tool"], Names("tool", new Viewer(null, false)));
        Assert.Equal(["open/tool"], Names("to", new Viewer("bob", false)));
        Assert.Equal(["alice/tool", "granted/tool", "open/tool", "team/tool"], Names("tool", new Viewer("alice", false)));
        Assert.Equal(1, _search.Search(new Viewer(null, false), "tool", 0, 10).Total);
        Assert.Equal(5, Names("tool").Count);
    }

    [Fact]
    public async Task Search_RepositoryThatChangesAndGoes_IsFoundAsItIs()
    {
        await AddAsync("library/nginx", summary: "before");
        RepositoryName name = RepositoryName.Parse("library/nginx");

        await _metadata.Repositories.UpdateAsync(name, isPublic: null, summary: "afterwards", description: null);
        Assert.Empty(Names("before"));
        Assert.Equal(["library/nginx"], Names("afterwards"));

        await _metadata.Repositories.RemoveAsync(name);
        Assert.Empty(Names("nginx"));
        Assert.Empty(Names("ng"));
    }

    [Fact]
    public async Task Search_RepositoryWithoutAManifest_IsNotFound()
    {
        await _metadata.Repositories.EnsureAsync(RepositoryName.Parse("library/empty"), isPublic: true);

        Assert.Empty(Names("empty"));
    }

    [Fact]
    public async Task Migration_OfADatabaseWithRepositories_IndexesThem()
    {
        string root = Directory.CreateTempSubdirectory("berth-unit-").FullName;
        try
        {
            using var old = new SqliteMetadata(root, TimeProvider.System);
            await old.Repositories.EnsureAsync(RepositoryName.Parse("library/older"), isPublic: true);
            old.Database.Migrate("search", SearchSchema.Migrations);

            Assert.Equal(1, old.Database.Read(s => s.First("SELECT count(*) FROM repository_search WHERE repository_search MATCH '\"older\"'", row => row.GetInt64(0))));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task SetAsync_Stars_AreOneEach()
    {
        long id = await AddAsync("library/nginx");
        await ExecuteAsync("INSERT INTO users(name, password_hash, created_at) VALUES('alice', 'x', 0)");

        await _stars.SetAsync("alice", id, true);
        await _stars.SetAsync("alice", id, true);
        await _stars.SetAsync("nobody", id, true);
        Assert.Equal((1, true, false), (_stars.Count(id), _stars.Has("alice", id), _stars.Has("nobody", id)));

        await _stars.SetAsync("alice", id, false);
        Assert.Equal((0, false), (_stars.Count(id), _stars.Has("alice", id)));
    }

    private IReadOnlyList<string> Names(string text, Viewer? viewer = null) =>
        [.. _search.Search(viewer ?? s_all, text, 0, 100).Repositories.Select(r => r.Name.ToString())];

    private async Task<long> AddAsync(string name, bool isPublic = false, string summary = "", string description = "", long pulls = 0)
    {
        RepositoryRecord repository = await _metadata.Repositories.EnsureAsync(RepositoryName.Parse(name), isPublic);
        await _metadata.Repositories.UpdateAsync(repository.Name, isPublic: null, summary, description);
        await _metadata.Repositories.CountPullsAsync(new Dictionary<long, long> { [repository.Id] = pulls });
        await _metadata.Database.WriteAsync(session =>
        {
            session.Execute("INSERT OR IGNORE INTO manifest_contents(digest, content) VALUES('sha256:00', x'00')");
            return session.Execute(
                "INSERT INTO manifests(repository, digest, media_type, size, pushed_at) VALUES($id, 'sha256:00', 'application/json', 1, 0)", ("$id", repository.Id));
        });
        return repository.Id;
    }

    private async Task StarAsync(string name, string user)
    {
        await ExecuteAsync($"INSERT INTO users(name, password_hash, created_at) VALUES('{user}', 'x', 0)");
        await _stars.SetAsync(user, _metadata.Repositories.Find(RepositoryName.Parse(name))!.Id, true);
    }

    private Task<bool> ExecuteAsync(string script) => _metadata.Database.WriteAsync(session =>
    {
        session.ExecuteScript(script);
        return true;
    });
}
