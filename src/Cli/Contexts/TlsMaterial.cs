using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Berth.Cli.CommandLine;
using Berth.EngineApi.Http;

namespace Berth.Cli.Contexts;

/// <summary>The three files of a TLS connection: an authority, a certificate, its key. Each may be missing; a key comes with a certificate.</summary>
internal static class TlsMaterial
{
    public const string Authority = "ca.pem";

    public const string Certificate = "cert.pem";

    public const string Key = "key.pem";

    /// <summary>Reads the files that have a path.</summary>
    /// <exception cref="CommandException">One cannot be read.</exception>
    public static Dictionary<string, byte[]> Read(string? authority, string? certificate, string? key)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, path) in ((string, string?)[])[(Authority, authority), (Certificate, certificate), (Key, key)])
        {
            if (string.IsNullOrEmpty(path))
            {
                continue;
            }

            try
            {
                files[name] = File.ReadAllBytes(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"open {path}: {FileError.Text(e)}");
            }
        }

        return files;
    }

    /// <exception cref="CommandException">A file is not what its name says.</exception>
    public static ClientTls Load(IReadOnlyDictionary<string, byte[]> files, bool skipVerify)
    {
        try
        {
            var chain = Certificates(files, Certificate);
            return new ClientTls
            {
                Authorities = files.ContainsKey(Authority) ? Certificates(files, Authority) : null,
                Certificate = Own(files),
                Intermediates = chain.Count > 1 ? [.. chain.Skip(1)] : [],
                SkipVerify = skipVerify,
            };
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CommandException("failed to retrieve context tls info: " + e.Message);
        }
    }

    private static X509Certificate2? Own(IReadOnlyDictionary<string, byte[]> files) => (files.ContainsKey(Certificate), files.ContainsKey(Key)) switch
    {
        (true, true) => X509Certificate2.CreateFromPem(Text(files, Certificate), Text(files, Key)),
        (false, false) => null,
        _ => throw new CommandException("failed to retrieve context tls info: a certificate and its key come together"),
    };

    private static X509Certificate2Collection Certificates(IReadOnlyDictionary<string, byte[]> files, string name)
    {
        var certificates = new X509Certificate2Collection();
        if (!files.ContainsKey(name))
        {
            return certificates;
        }

        certificates.ImportFromPem(Text(files, name));
        return certificates.Count > 0 ? certificates : throw new CommandException($"failed to retrieve context tls info: {name} seems invalid");
    }

    private static string Text(IReadOnlyDictionary<string, byte[]> files, string name) => Encoding.UTF8.GetString(files[name]);
}
