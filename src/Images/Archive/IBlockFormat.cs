namespace Berth.Images.Archive;

/// <summary>
/// A compressed format in which blocks of the plain bytes are compressed apart from each other and put together again in order:
/// header, blocks, trailer.
/// </summary>
internal interface IBlockFormat
{
    /// <summary>Plain bytes a block has; only the last has fewer.</summary>
    int BlockBytes { get; }

    ReadOnlySpan<byte> Header { get; }

    /// <summary>Appends a block's compressed form. Called on several threads at once; the result depends on the block only.</summary>
    void CompressBlock(ReadOnlySpan<byte> plain, MemoryStream output);

    /// <summary>Sees the plain blocks in order, each before it is compressed.</summary>
    void Account(ReadOnlySpan<byte> plain);

    /// <summary>What ends the whole, when all blocks have been seen.</summary>
    byte[] Trailer();
}
