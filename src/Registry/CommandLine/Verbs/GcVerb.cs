using Berth.Registry.Collection;
using Berth.Registry.Configuration;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Storage;
using Berth.Registry.Storage.Files;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry gc</c>: a collection now, beside a registry that serves or not.</summary>
internal static class GcVerb
{
    public static Verb Verb { get; } = new("gc", "", "Removes content that nothing refers to; the registry may serve meanwhile.", RunAsync)
    {
        Options =
        [
            .. Verb.DataOptions,
            SettingTable.Get("gc.grace").ToOption(),
            new("dry-run", "", "Only say what would be removed"),
            new("untagged", "", "Remove manifests without a tag too, but not those of an index or about an image that stays"),
        ],
    };

    public static async Task<int> RunAsync(VerbCall call)
    {
        using RegistryData data = RegistryData.Open(call.Options());
        using FileBlobStorage storage = FileBlobStorage.Open(data.Options.DataRoot);
        var policy = new CollectionPolicy(data.Options.GracePeriod, call.Has("untagged"));
        bool isDryRun = call.Has("dry-run");
        CollectionReport report = isDryRun
            ? await TryAsync(data, storage, policy, call.Time)
            : await Collector(data.Database, data.Database, storage, call.Time).RunAsync(policy, CancellationToken.None);
        await call.Out.WriteLineAsync(CollectionText.Of(report, isDryRun));
        return 0;
    }

    // On a copy of the database, so that what one step takes is gone for the next; whether a file is known, the database itself says.
    private static async Task<CollectionReport> TryAsync(RegistryData data, FileBlobStorage storage, CollectionPolicy policy, TimeProvider time)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("berth-registry-gc-");
        try
        {
            data.Database.CopyTo(scratch.FullName);
            using RegistryDatabase copy = RegistryDatabase.Open(scratch.FullName);
            return await Collector(copy, data.Database, new UnchangedStorage(storage), time).RunAsync(policy, CancellationToken.None);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static ContentCollector Collector(RegistryDatabase taken, RegistryDatabase known, IBlobStorage storage, TimeProvider time) =>
        new(new SqliteUnreferenced(taken), new SqliteStoredNames(known), storage, time);
}
