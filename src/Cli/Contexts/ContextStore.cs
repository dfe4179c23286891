using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary>
/// The contexts on the disk, where docker keeps them too. A context's directory is the SHA-256 of its name, in hexadecimal:
/// <code>
///   contexts/meta/ID/meta.json         0644   what ContextRecord says
///   contexts/tls/ID/docker/ca.pem      0600   certificates and the key, each only where there is one
///   contexts/tls/ID/docker/cert.pem
///   contexts/tls/ID/docker/key.pem
/// </code>
/// </summary>
internal sealed class ContextStore(string configDirectory)
{
    /// <summary>No file of a context is longer, in bytes.</summary>
    public const int LongestFile = 10 << 20;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root = Path.Combine(configDirectory, "contexts");

    /// <summary>All contexts of the disk, by name.</summary>
    /// <exception cref="CommandException">One cannot be read.</exception>
    public IReadOnlyList<ContextRecord> All()
    {
        var metadata = Path.Combine(_root, "meta");
        return !Directory.Exists(metadata) ? [] : [.. Directory.EnumerateDirectories(metadata)
            .Select(directory => Path.Combine(directory, "meta.json")).Where(File.Exists)
            .Select(file => new ContextRecord(Parse(file, ReadFile(file)))).OrderBy(context => context.Name, StringComparer.Ordinal)];
    }

    public bool Exists(string name) => File.Exists(MetadataFile(name));

    /// <exception cref="CommandException">There is none, or it cannot be read.</exception>
    public ContextRecord Get(string name)
    {
        var file = MetadataFile(name);
        try
        {
            return new ContextRecord(Parse(file, ReadFile(file)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(NotFound(name));
        }
    }

    /// <summary>What is said of a context that is not there.</summary>
    public string NotFound(string name) =>
        $"context \"{name}\": context not found: open {MetadataFile(name)}: no such file or directory";

    /// <summary>The files of the docker endpoint, name to content.</summary>
    public Dictionary<string, byte[]> TlsFiles(string name)
    {
        var directory = Path.Combine(TlsPath(name), ContextRecord.Docker);
        return !Directory.Exists(directory) ? [] : Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetFileName(file), ReadFile, StringComparer.Ordinal);
    }

    /// <summary>Makes a context, or replaces one.</summary>
    /// <param name="context">What it is.</param>
    /// <param name="tls">The files of its endpoint; null: they stay.</param>
    public void Save(ContextRecord context, IReadOnlyDictionary<string, byte[]>? tls)
    {
        if (tls is not null)
        {
            SaveTls(context.Name, tls);
        }

        var file = MetadataFile(context.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var written = file + ".new";
        File.WriteAllBytes(written, ToBytes(context.Document));
        File.Move(written, file, overwrite: true);
    }

    public void Remove(string name)
    {
        foreach (var directory in (string[])[MetadataPath(name), TlsPath(name)])
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    public string MetadataPath(string name) => Path.Combine(_root, "meta", Id(name));

    public string TlsPath(string name) => Path.Combine(_root, "tls", Id(name));

    /// <summary>A document as docker writes it, in one line.</summary>
    public static byte[] ToBytes(JsonObject document)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a context's document.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="json">Its content.</param>
    /// <exception cref="CommandException">It is none.</exception>
    public static JsonObject Parse(string file, byte[] json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new CommandException($"parsing {file}: not an object");
        }
        catch (JsonException e)
        {
            throw new CommandException($"parsing {file}: {e.Message}");
        }
    }

    private static byte[] ReadFile(string file) => new FileInfo(file) is { Exists: true, Length: > LongestFile }
        ? throw new CommandException($"{file} is longer than {LongestFile} bytes")
        : File.ReadAllBytes(file);

    private void SaveTls(string name, IReadOnlyDictionary<string, byte[]> files)
    {
        var root = TlsPath(name);
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        if (files.Count == 0)
        {
            return;
        }

        const UnixFileMode owner = OwnerOnly | UnixFileMode.UserExecute;
        var directory = Path.Combine(root, ContextRecord.Docker);
        Directory.CreateDirectory(root, owner);
        Directory.CreateDirectory(directory, owner);
        foreach (var (file, content) in files)
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using var stream = new FileStream(Path.Combine(directory, file), options);
            stream.Write(content);
        }
    }

    private string MetadataFile(string name) => Path.Combine(MetadataPath(name), "meta.json");

    private static string Id(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
