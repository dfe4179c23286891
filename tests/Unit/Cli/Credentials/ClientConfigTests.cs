using System.Text;
using Berth.Cli.Credentials;
using Xunit;

namespace Berth.Unit.Cli.Credentials;

public sealed class ClientConfigTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-config-").FullName;

    private string ConfigFile => Path.Combine(_directory, "config.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Put_NoFile_WritesWhatDockerWrites()
    {
        var config = ClientConfig.Load(Path.Combine(_directory, "new", "config.json"));

        Assert.True(config.Put(Alice("127.0.0.1:5000")));
        config.Save();

        Assert.Equal(
            "{\n\t\"auths\": {\n\t\t\"127.0.0.1:5000\": {\n\t\t\t\"auth\": \"YWxpY2U6c2VjcmV0\"\n\t\t}\n\t}\n}", File.ReadAllText(config.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(config.Path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_directory, "new")));
    }

    [Fact]
    public void Put_FileOfOthers_KeepsFieldsOrderAndNumbers()
    {
        const string before = "{\n\t\"psFormat\": \"table\",\n\t\"auths\": {\n\t\t\"z.example\": {\n\t\t\t\"auth\": \"YTpi\",\n\t\t\t\"email\": \"e@x\"\n\t\t}\n\t},\n"
            + "\t\"x\": [\n\t\t1.50,\n\t\t1e400,\n\t\tnull,\n\t\t\"<ü>\"\n\t]\n}";
        var config = Parse(before);

        config.Put(Alice("a.example"));

        var added = before.Replace(
            "\"e@x\"\n\t\t}\n", "\"e@x\"\n\t\t},\n\t\t\"a.example\": {\n\t\t\t\"auth\": \"YWxpY2U6c2VjcmV0\"\n\t\t}\n", StringComparison.Ordinal);
        Assert.Equal(added, Encoding.UTF8.GetString(config.ToBytes()));
    }

    [Fact]
    public void Put_SameEntryAgain_ChangesNothing()
    {
        var config = Parse("""{"auths":{"r":{"auth":"YWxpY2U6c2VjcmV0"}}}""");

        Assert.False(config.Put(Alice("r")));
    }

    [Fact]
    public void Put_IdentityToken_ReplacesThePasswordAndKeepsTheUser()
    {
        var config = Parse("""{"auths":{"r":{"auth":"YWxpY2U6c2VjcmV0","email":"e"}}}""");

        config.Put(new CredentialEntry { ServerAddress = "r", Username = "alice", IdentityToken = "tok" });

        Assert.Equal(
            "{\"auths\":{\"r\":{\"auth\":\"YWxpY2U6\",\"email\":\"e\",\"identitytoken\":\"tok\"}}}", Compact(config));
    }

    [Fact]
    public void Remove_Entry_LeavesAnEmptyObject()
    {
        var config = Parse("""{"auths":{"r":{"auth":"YTpi"}}}""");

        Assert.True(config.Remove("r"));
        Assert.False(config.Remove("r"));
        Assert.Equal("{\n\t\"auths\": {}\n}", Encoding.UTF8.GetString(config.ToBytes()));
    }

    [Theory]
    [InlineData("{bad")]
    [InlineData("[]")]
    [InlineData("""{"auths":[]}""")]
    [InlineData("""{"auths":{"a":{"auth":"!!"}}}""")]
    [InlineData("""{"auths":{"a":{"auth":"YQ=="}}}""")]
    [InlineData("""{"auths":{"a":{"auth":5}}}""")]
    [InlineData("""{"auths":{"a":{}}""")]
    public void Save_BrokenFile_IsNotOverwritten(string text)
    {
        File.WriteAllText(ConfigFile, text);

        var config = ClientConfig.Load(ConfigFile);

        Assert.StartsWith($"parsing config file ({ConfigFile}): ", config.Problem, StringComparison.Ordinal);
        config.Put(Alice("r"));
        Assert.Throws<CredentialException>(config.Save);
        Assert.Equal(text, File.ReadAllText(ConfigFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("{} trailing")]
    [InlineData("""{"auths":null}""")]
    public void Parse_AsGoodAsEmpty_HasNothing(string text)
    {
        var config = Parse(text);

        Assert.Null(config.Problem);
        Assert.False(config.HasCredentials);
        Assert.Null(config.Find("r"));
    }

    [Theory]
    [InlineData("""{"auths":{"r":{"auth":"YTpi"},"r":{"auth":"Yzpk"}}}""", "r", "c", "d")]
    [InlineData("""{"Auths":{"r":{"Auth":"YTpi"}}}""", "r", "a", "b")]
    [InlineData("""{"auths":{"https://r:5000/v1/":{"auth":"YTpiOmM="}}}""", "r:5000", "a", "b:c")]
    [InlineData("""{"auths":{"https://index.docker.io/v1/":{"auth":"YTpi"}}}""", "https://index.docker.io/v1/", "a", "b")]
    [InlineData("""{"auths":{"r":{"username":"a","password":"b"}}}""", "r", "a", "b")]
    [InlineData("""{"auths":{"r":{"auth":"YTpiAA=="}}}""", "r", "a", "b")]
    public void Find_OtherSpellings_AreUnderstood(string text, string key, string user, string password)
    {
        var entry = Parse(text).Find(key);

        Assert.Equal((user, password), (entry?.Username, entry?.Password));
    }

    [Theory]
    [InlineData("""{"credsStore":"all","credHelpers":{"own":"one","none":""}}""", "own", "one")]
    [InlineData("""{"credsStore":"all","credHelpers":{"own":"one","none":""}}""", "none", "")]
    [InlineData("""{"credsStore":"all","credHelpers":{"own":"one"}}""", "other", "all")]
    [InlineData("{}", "other", "")]
    public void HelperFor_Registry_IsItsOwnOrThatOfAll(string text, string key, string helper) =>
        Assert.Equal(helper, Parse(text).HelperFor(key));

    [Fact]
    public void Save_Link_StaysAndItsTargetKeepsItsMode()
    {
        var target = Path.Combine(_directory, "real.json");
        File.WriteAllText(target, "{}");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(ConfigFile, "real.json");
        var config = ClientConfig.Load(ConfigFile);

        config.Put(Alice("r"));
        config.Save();

        Assert.Equal("real.json", new FileInfo(ConfigFile).LinkTarget);
        Assert.Contains("YWxpY2U6c2VjcmV0", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(target));
        Assert.Equal(2, Directory.GetFileSystemEntries(_directory).Length);
    }

    [Fact]
    public void Save_DanglingLink_MakesItsTarget()
    {
        File.CreateSymbolicLink(ConfigFile, "later.json");
        var config = ClientConfig.Load(ConfigFile);

        config.Put(Alice("r"));
        config.Save();

        Assert.Equal("later.json", new FileInfo(ConfigFile).LinkTarget);
        Assert.NotNull(ClientConfig.Load(ConfigFile).Find("r"));
    }

    private ClientConfig Parse(string text) => ClientConfig.Parse(ConfigFile, Encoding.UTF8.GetBytes(text));

    private static string Compact(ClientConfig config) =>
        Encoding.UTF8.GetString(config.ToBytes()).Replace("\n", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal)
            .Replace(": ", ":", StringComparison.Ordinal);

    private static CredentialEntry Alice(string key) => new() { ServerAddress = key, Username = "alice", Password = "secret" };
}
