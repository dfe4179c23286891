using Berth.Content;
using Xunit;

namespace Berth.Unit.Content;

public sealed class SchemaVersionTests : IDisposable
{
    private static readonly string[] s_two = ["CREATE TABLE one(a TEXT) STRICT", "CREATE TABLE two(a TEXT) STRICT"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly MetadataDatabase _database;

    public SchemaVersionTests() => _database = MetadataDatabase.Open(_root.FullName);

    public void Dispose()
    {
        _database.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public void RefuseNewer_OfANewFile_DoesNothing() => _database.RefuseNewer(new Dictionary<string, int> { ["engine"] = 1 });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void RefuseNewer_OfTheSameOrAnOlderVersion_DoesNothing(int known)
    {
        _database.Migrate("engine", s_two);

        _database.RefuseNewer(new Dictionary<string, int> { ["engine"] = known });
    }

    [Fact]
    public void RefuseNewer_OfANewerVersion_NamesBoth()
    {
        _database.Migrate("engine", s_two);

        var refusal = Assert.Throws<InvalidOperationException>(() => _database.RefuseNewer(new Dictionary<string, int> { ["engine"] = 1 }));

        Assert.Contains("written by a newer version of Berth (engine tables of version 2, known up to 1)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_root.FullName, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefuseNewer_OfTablesThatNobodyKnows_Refuses()
    {
        _database.Migrate("clusters", s_two);

        Assert.Throws<InvalidOperationException>(() => _database.RefuseNewer(new Dictionary<string, int> { ["engine"] = 9 }));
    }
}
