using System.Text;
using Berth.Cli.CommandLine;
using Berth.Cli.Contexts;
using Xunit;

namespace Berth.Unit.Cli.Contexts;

public sealed class ContextStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-contexts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Save_AContext_IsWhereDockerLooks()
    {
        var store = new ContextStore(_directory);
        store.Save(new ContextRecord("foo", "tcp://h:2376", skipTlsVerify: false), new Dictionary<string, byte[]> { ["ca.pem"] = "pem"u8.ToArray() });

        const string id = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"; // SHA-256 of foo
        Assert.Equal(
            """{"Name":"foo","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://h:2376","SkipTLSVerify":false}}}""",
            File.ReadAllText(Path.Combine(_directory, "contexts", "meta", id, "meta.json")));
        var pem = Path.Combine(_directory, "contexts", "tls", id, "docker", "ca.pem");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(pem));
        Assert.Equal(["foo"], store.All().Select(context => context.Name));
        store.Remove("foo");
        Assert.False(store.Exists("foo"));
        Assert.False(File.Exists(pem));
    }

    [Fact]
    public void Save_OfAChange_KeepsWhatOthersWrote()
    {
        var store = new ContextStore(_directory);
        Directory.CreateDirectory(store.MetadataPath("foo"));
        File.WriteAllText(
            Path.Combine(store.MetadataPath("foo"), "meta.json"),
            """{"Name":"foo","Metadata":{"Extra":"x"},"Endpoints":{"docker":{"Host":"a"},"kubernetes":{"Host":"k"}}}""");

        var record = store.Get("foo");
        record.Description = "d";
        store.Save(record, tls: null);

        Assert.Equal(
            """{"Name":"foo","Metadata":{"Extra":"x","Description":"d"},"Endpoints":{"docker":{"Host":"a"},"kubernetes":{"Host":"k"}}}""",
            File.ReadAllText(Path.Combine(store.MetadataPath("foo"), "meta.json")));
    }

    [Fact]
    public void Get_OfAName_NeverLeavesTheStore()
    {
        var error = Assert.Throws<CommandException>(() => new ContextStore(_directory).Get("../../etc"));

        Assert.StartsWith("context \"../../etc\": context not found: open " + _directory, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_Written_IsReadAgain()
    {
        using var stream = new MemoryStream();
        ContextArchive.Write(stream, new ContextRecord("foo", "tcp://h", true), new Dictionary<string, byte[]> { ["key.pem"] = "k"u8.ToArray() });

        var (record, tls) = ContextArchive.Read(stream.ToArray());

        Assert.Equal(("foo", "tcp://h", true), (record.Name, record.Host, record.SkipTlsVerify));
        Assert.Equal("k", Encoding.UTF8.GetString(tls["key.pem"]));
    }

    [Fact]
    public void Archive_WithoutItsEnd_IsRead()
    {
        using var stream = new MemoryStream();
        ContextArchive.Write(stream, new ContextRecord("foo", "tcp://h", false), new Dictionary<string, byte[]> { ["key.pem"] = "k"u8.ToArray() });

        var (_, tls) = ContextArchive.Read(stream.ToArray()[..^(1024 + 511)]);

        Assert.Equal("k", Encoding.UTF8.GetString(tls["key.pem"]));
    }

    [Theory]
    [InlineData("../key.pem")]
    [InlineData("x/../../etc")]
    [InlineData("other.pem")]
    public void Archive_WithAnythingElse_IsRefused(string name)
    {
        using var stream = new MemoryStream();
        ContextArchive.Write(stream, new ContextRecord("foo", "tcp://h", false), new Dictionary<string, byte[]> { [name] = [] });

        Assert.Throws<CommandException>(() => ContextArchive.Read(stream.ToArray()));
    }
}
