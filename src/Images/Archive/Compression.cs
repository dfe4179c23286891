using System.IO.Compression;
using Berth.Archive;
using ZstdSharp;

namespace Berth.Images.Archive;

/// <summary>Finds out by its first bytes how a stream is compressed and undoes it in this process; no helper program, ever.</summary>
public static class Compression
{
    private const int MagicBytes = 6;

    // Without it .NET takes a gzip stream that breaks off for one that ends, and half an image would be a whole one. Every program of ours
    // has it in its configuration (Directory.Build.props), because this here is too late where somebody has decompressed before.
    static Compression() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>A stream of the plain bytes. Reading it throws <see cref="ArchiveException"/> on damage or a bomb.</summary>
    /// <param name="leaveOpen">Whether disposing the result leaves <paramref name="source"/> open.</param>
    /// <exception cref="ArchiveException">A compression that we do not undo.</exception>
    public static async ValueTask<Stream> DecompressAsync(
        Stream source, ArchiveLimits? limits = null, bool leaveOpen = true, CancellationToken cancellation = default)
    {
        byte[] magic = new byte[MagicBytes];
        int have = await source.ReadAtLeastAsync(magic, MagicBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        var whole = new PrefixedStream(magic.AsMemory(0, have), source, leaveOpen);
        Stream? plain = Detect(magic.AsSpan(0, have)) switch
        {
            CompressionKind.None => null,
            CompressionKind.Gzip => new GZipStream(whole, CompressionMode.Decompress),
            CompressionKind.Zstd => new DecompressionStream(whole, leaveOpen: false),
            var other => throw new ArchiveException($"{other.ToString().ToLowerInvariant()} compression is not supported; use gzip or zstd"),
        };
        return plain is null ? whole : new ExpansionGuard(plain, whole, limits ?? ArchiveLimits.Default);
    }

    internal static CompressionKind Detect(ReadOnlySpan<byte> magic) => magic switch
    {
        [0x1f, 0x8b, 0x08, ..] => CompressionKind.Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => CompressionKind.Zstd,

        // A zstd skippable frame, as pzstd writes first.
        [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18, ..] => CompressionKind.Zstd,
        [(byte)'B', (byte)'Z', (byte)'h', ..] => CompressionKind.Bzip2,
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00] => CompressionKind.Xz,
        _ => CompressionKind.None,
    };
}

internal enum CompressionKind
{
    None,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}
