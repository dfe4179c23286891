using Berth.Registry.Metadata;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Unit.Registry.Metadata;

internal sealed class SqliteMetadata : MetadataRoles
{
    public SqliteMetadata(string root, TimeProvider time)
    {
        Database = RegistryDatabase.Open(root);
        Database.Migrate("registry", RegistrySchema.Migrations);
        var freshness = new Freshness(Database, time, GracePeriod);
        Repositories = new SqliteRepositories(Database, time);
        Uploads = new SqliteUploads(Database, freshness);
        Blobs = new SqliteBlobs(Database, freshness);
        Manifests = new SqliteManifests(Database, time);
        Tags = new SqliteTags(Database);
    }

    public RegistryDatabase Database { get; }

    public override IRepositories Repositories { get; }

    public override IUploads Uploads { get; }

    public override IBlobs Blobs { get; }

    public override IManifests Manifests { get; }

    public override ITags Tags { get; }

    public override void Dispose() => Database.Dispose();
}
