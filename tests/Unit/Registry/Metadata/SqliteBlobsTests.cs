namespace Berth.Unit.Registry.Metadata;

public sealed class SqliteBlobsTests : BlobsSuite
{
    private protected override MetadataRoles Open(string root, TimeProvider time) => new SqliteMetadata(root, time);
}
