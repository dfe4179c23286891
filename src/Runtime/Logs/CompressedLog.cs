using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Berth.Runtime.Logs;

/// <summary>Compressed files of a log, as files that can be read from any place.</summary>
internal static class CompressedLog
{
    /// <summary>More than any log is rotated at by its default; what is beyond it of one file is not read.</summary>
    private const long MostBytes = 4L << 30;

    /// <summary>A file without a name that has the contents; null where there is none to read.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using FileStream compressed = File.OpenRead(path);
            SafeFileHandle plain = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            File.Delete(temporary);
            try
            {
                Expand(compressed, plain);
                return plain;
            }
            catch
            {
                plain.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static void Expand(FileStream compressed, SafeFileHandle plain)
    {
        using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        byte[] buffer = new byte[64 << 10];
        int got;
        for (long at = 0; at < MostBytes && (got = gzip.Read(buffer)) > 0; at += got)
        {
            RandomAccess.Write(plain, buffer.AsSpan(0, got), at);
        }
    }
}
