using Berth.Registry.Storage;

namespace Berth.Registry.Metadata;

/// <summary>Which of a storage's items the metadata knows.</summary>
internal interface IStoredNames
{
    /// <summary>
    /// Of some items that a storage listed, those that are neither the bytes of a blob nor of an upload under way. An upload is recorded before its first
    /// byte, and turns into a blob in one transaction: what was listed before this looks, and is unknown now, is nobody's and will never be.
    /// </summary>
    IReadOnlyList<StoredItem> Unknown(IReadOnlyList<StoredItem> items);
}
