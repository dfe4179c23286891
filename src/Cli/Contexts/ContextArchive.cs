using System.Formats.Tar;
using System.IO.Compression;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary>
/// A context as a file, tar or (to be read only) zip, as docker has it:
/// <code>
///   meta.json
///   tls/docker/ca.pem    and cert.pem, key.pem
/// </code>
/// It comes from anywhere: nothing of it is used as a path, and it has bounds.
/// </summary>
internal static class ContextArchive
{
    private const int MostEntries = 100;

    private const string TlsPrefix = "tls/" + ContextRecord.Docker + "/";

    public static void Write(Stream output, ContextRecord context, IReadOnlyDictionary<string, byte[]> tls)
    {
        using var archive = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        AddFile(archive, "meta.json", ContextStore.ToBytes(context.Document), owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        AddDirectory(archive, "tls");
        if (tls.Count > 0)
        {
            AddDirectory(archive, "tls/docker");
        }

        foreach (var (name, content) in tls)
        {
            AddFile(archive, TlsPrefix + name, content, owner);
        }
    }

    /// <exception cref="CommandException">It is no context.</exception>
    public static (ContextRecord Context, Dictionary<string, byte[]> Tls) Read(byte[] archive)
    {
        try
        {
            return archive.AsSpan().StartsWith("PK"u8) ? Collect(ZipEntries(archive)) : Collect(TarEntries(archive));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException)
        {
            throw new CommandException("the archive of the context cannot be read: " + e.Message);
        }
    }

    private static (ContextRecord Context, Dictionary<string, byte[]> Tls) Collect(IEnumerable<(string Name, byte[] Content)> entries)
    {
        ContextRecord? context = null;
        var tls = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, content) in entries.Take(MostEntries))
        {
            if (name == "meta.json")
            {
                context = new ContextRecord(ContextStore.Parse(name, content));
            }
            else if (name.StartsWith(TlsPrefix, StringComparison.Ordinal)
                && name[TlsPrefix.Length..] is TlsMaterial.Authority or TlsMaterial.Certificate or TlsMaterial.Key)
            {
                tls[name[TlsPrefix.Length..]] = content;
            }
            else
            {
                throw new CommandException($"invalid context: unexpected file \"{name}\"");
            }
        }

        return context is null ? throw new CommandException("invalid context: no metadata found") : (context, tls);
    }

    private static IEnumerable<(string Name, byte[] Content)> TarEntries(byte[] archive)
    {
        // docker leaves the end of the archive away, and of the last file what would fill its block.
        const int block = 512;
        var whole = new byte[(archive.Length + block - 1) / block * block + 2 * block];
        archive.CopyTo(whole, 0);
        using var reader = new TarReader(new MemoryStream(whole));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.Directory)
            {
                continue;
            }

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                throw new InvalidDataException($"\"{entry.Name}\" is no file");
            }

            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            yield return (entry.Name, content.ToArray());
        }
    }

    private static IEnumerable<(string Name, byte[] Content)> ZipEntries(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
        long total = 0;
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            var buffer = new byte[4096];
            while (stream.Read(buffer) is > 0 and var read)
            {
                total += read;
                if (total > ContextStore.LongestFile)
                {
                    throw new InvalidDataException($"it has more than {ContextStore.LongestFile} bytes");
                }

                content.Write(buffer, 0, read);
            }

            yield return (entry.FullName, content.ToArray());
        }
    }

    private static void AddDirectory(TarWriter archive, string name) => archive.WriteEntry(new UstarTarEntry(TarEntryType.Directory, name)
    {
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        ModificationTime = DateTimeOffset.UnixEpoch,
    });

    private static void AddFile(TarWriter archive, string name, byte[] content, UnixFileMode mode) =>
        archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            Mode = mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
            DataStream = new MemoryStream(content),
        });
}
