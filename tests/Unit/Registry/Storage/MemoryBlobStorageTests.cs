using Berth.Registry.Storage;

namespace Berth.Unit.Registry.Storage;

public sealed class MemoryBlobStorageTests : BlobStorageSuite
{
    private readonly MemoryBlobStorage _storage = new(TimeProvider.System);

    private protected override IBlobStorage One => _storage;

    private protected override IBlobStorage Other => _storage;
}
