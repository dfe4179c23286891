using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// Reads what the administrator put beside a host's name, as docker does:
/// <code>
/// /etc/docker/certs.d/reg.example:5000/ca.crt         who vouches for the host, beside the system's authorities; any number
///                                      client.cert    what to show to the host
///                                      client.key     its key
/// </code>
/// </summary>
internal static class CertificateFiles
{
    private const int LongestFile = 1024 * 1024;

    /// <summary>A text that changes when a file does: its names, sizes and times of change.</summary>
    public static string Fingerprint(RegistryHost host)
    {
        if (host.CertificateDirectories.Count + host.AuthorityFiles.Count + host.ClientFiles.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        IEnumerable<string> files = host.CertificateDirectories.SelectMany(Files).Concat(host.AuthorityFiles)
            .Concat(host.ClientFiles.SelectMany(f => (string[])[f.Certificate, f.Key]));
        foreach (string path in files)
        {
            var file = new FileInfo(path);
            FileSystemInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            long length = target is FileInfo { Exists: true } real ? real.Length : -1;
            text.Append(path).Append(' ').Append(length).Append(' ').Append(target.LastWriteTimeUtc.Ticks).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>All of them.</summary>
    /// <exception cref="RegistryException">One is missing, unreadable or not what its name says; the words are docker's.</exception>
    public static HostCertificates Read(RegistryHost host)
    {
        var authorities = new X509Certificate2Collection();
        var clients = new List<SslStreamCertificateContext>();
        foreach (string directory in host.CertificateDirectories)
        {
            ReadDirectory(Files(directory), authorities, clients);
        }

        foreach (string file in host.AuthorityFiles)
        {
            AddAuthorities(authorities, file);
        }

        clients.AddRange(host.ClientFiles.Select(f => Client(f.Certificate, f.Key)));
        return new HostCertificates(authorities, clients);
    }

    private static string[] Files(string directory)
    {
        try
        {
            string[] files = Directory.GetFiles(directory);
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(directory, e);
        }
    }

    private static void ReadDirectory(string[] files, X509Certificate2Collection authorities, List<SslStreamCertificateContext> clients)
    {
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            switch (Path.GetExtension(file))
            {
                case ".crt":
                    AddAuthorities(authorities, file);
                    break;
                case ".cert" when !files.Contains(Path.ChangeExtension(file, ".key")):
                    throw Invalid(
                        $"missing key {Path.ChangeExtension(name, ".key")} for client certificate {name}. CA certificates must use the extension .crt");
                case ".cert":
                    clients.Add(Client(file, Path.ChangeExtension(file, ".key")));
                    break;
                case ".key" when !files.Contains(Path.ChangeExtension(file, ".cert")):
                    throw Invalid($"missing client certificate {Path.ChangeExtension(name, ".cert")} for key {name}");
            }
        }
    }

    // What is no certificate in such a file is passed over, as Go does.
    private static void AddAuthorities(X509Certificate2Collection authorities, string file)
    {
        string text = ReadText(file);
        try
        {
            authorities.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw Invalid($"{file}: {e.Message}", e);
        }
    }

    private static SslStreamCertificateContext Client(string certificate, string key)
    {
        string text = ReadText(certificate);
        string secret = key == certificate ? text : ReadText(key);
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(text);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(text, secret), chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Invalid($"tls: failed to load the client certificate {certificate}: {e.Message}", e);
        }
    }

    private static string ReadText(string file)
    {
        try
        {
            return new FileInfo(file).Length <= LongestFile ? File.ReadAllText(file) : throw Invalid($"{file} is longer than {LongestFile} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, e);
        }
    }

    private static RegistryException Unreadable(string path, Exception e) => Invalid(
        e switch
        {
            FileNotFoundException or DirectoryNotFoundException => $"open {path}: no such file or directory",
            UnauthorizedAccessException => $"open {path}: permission denied",
            _ => $"open {path}: {e.Message}",
        },
        e);

    private static RegistryException Invalid(string message, Exception? inner = null) => new(RegistryErrorKind.Unavailable, message, inner);
}
