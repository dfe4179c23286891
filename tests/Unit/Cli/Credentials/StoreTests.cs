using System.Text;
using Berth.Cli.Credentials;
using Berth.EngineApi.Registries;
using Xunit;

namespace Berth.Unit.Cli.Credentials;

public sealed class StoreTests
{
    private const string Missing = "credentials not found in native keychain";

    private readonly ClientConfig _config = ClientConfig.Parse(Path.Combine(Path.GetTempPath(), $"berth-{Guid.NewGuid():N}", "config.json"), "{}"u8);

    [Fact]
    public void ProgramGet_Password_IsUserAndPassword()
    {
        var helper = new FakeProgram(new ProgramResult(null, """{"ServerURL":"r","Username":"alice","Secret":"p:w"}"""));

        var entry = new ProgramStore(helper, _config).Get("r");

        Assert.Equal(new CredentialEntry { ServerAddress = "r", Username = "alice", Password = "p:w" }, entry);
        Assert.Equal([("get", "r")], helper.Calls);
    }

    [Fact]
    public void ProgramGet_TokenUser_IsAnIdentityToken()
    {
        var helper = new FakeProgram(new ProgramResult(null, """{"Username":"<token>","Secret":"tok"}"""));

        Assert.Equal(new CredentialEntry { ServerAddress = "r", IdentityToken = "tok" }, new ProgramStore(helper, _config).Get("r"));
    }

    [Fact]
    public void ProgramGet_NotFound_IsNull() =>
        Assert.Null(new ProgramStore(new FakeProgram(new ProgramResult("exit status 1", Missing)), _config).Get("r"));

    [Theory]
    [InlineData("exit status 3", "locked", "error getting credentials - err: exit status 3, out: `locked`")]
    [InlineData("exec: \"docker-credential-x\": executable file not found in $PATH", "",
        "error getting credentials - err: exec: \"docker-credential-x\": executable file not found in $PATH, out: ``")]
    public void ProgramGet_Failure_SaysWhy(string failure, string output, string message)
    {
        var store = new ProgramStore(new FakeProgram(new ProgramResult(failure, output)), _config);

        Assert.Equal(message, Assert.Throws<CredentialException>(() => store.Get("r")).Message);
    }

    [Fact]
    public void ProgramGet_NotJson_IsAnError() =>
        Assert.Throws<CredentialException>(() => new ProgramStore(new FakeProgram(new ProgramResult(null, "hello")), _config).Get("r"));

    [Fact]
    public void ProgramErase_Failure_SaysWhy()
    {
        var store = new ProgramStore(new FakeProgram(new ProgramResult("exit status 2", "no")), _config);

        Assert.Equal(
            "error erasing credentials - err: exit status 2, out: `no`", Assert.Throws<CredentialException>(() => store.Erase("r")).Message);
    }

    [Fact]
    public void Parse_Environment_ReadsEntries()
    {
        var entries = EnvironmentStore.Parse("""{"auths":{"r":{"auth":"YTpi"}}}""");

        Assert.Equal(new CredentialEntry { ServerAddress = "r", Username = "a", Password = "b" }, entries["r"]);
    }

    [Theory]
    [InlineData("""{"auths":{"r":{"auth":""}}}""", "DOCKER_AUTH_CONFIG environment variable is missing key `auth` for r")]
    [InlineData("""{"auths":{"r":{"auth":"YTpi","identitytoken":"x"}}}""", "json: unknown field \"identitytoken\"")]
    [InlineData("""{"credsStore":"x"}""", "json: unknown field \"credsStore\"")]
    [InlineData("""{"auths":{"r":{"auth":"YQ=="}}}""", "Invalid auth configuration file")]
    public void Parse_WrongEnvironment_SaysWhat(string text, string message) =>
        Assert.Equal(message, Assert.Throws<CredentialException>(() => EnvironmentStore.Parse(text)).Message);

    [Fact]
    public void ToHeader_Nothing_IsAnEmptyObject() => Assert.Equal("e30=", RegistryAuth.ToAuthConfig(null).ToHeader());

    [Fact]
    public void ToHeader_Entry_IsUrlSafeAndReadsBack()
    {
        var entry = new CredentialEntry { ServerAddress = "r", Username = "ü>?", Password = "~~~???>>>ÿÿ" };

        var header = RegistryAuth.ToAuthConfig(entry).ToHeader();

        Assert.DoesNotContain('+', header);
        Assert.DoesNotContain('/', header);
        var back = AuthConfig.FromHeader(header)!;
        Assert.Equal((entry.Username, entry.Password), back.UserAndPassword());
        Assert.Equal("r", back.ServerAddress);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("bnVsbA==")]
    [InlineData("W10=")]
    public void FromHeader_Unreadable_IsNull(string? header) => Assert.Null(AuthConfig.FromHeader(header));

    [Fact]
    public void UserAndPassword_AuthAlone_IsTakenApart() =>
        Assert.Equal(("a", "b"), new AuthConfig { Auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("a:b")) }.UserAndPassword());

    private sealed class FakeProgram(ProgramResult result) : ICredentialProgram
    {
        public List<(string Verb, string Input)> Calls { get; } = [];

        public ProgramResult Run(string verb, string input)
        {
            Calls.Add((verb, input));
            return result;
        }
    }
}
