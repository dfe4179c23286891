using Berth.Registry.Hosting;

namespace Berth.Registry.Configuration;

/// <summary>What settings that are right by themselves may say against each other or the machine.</summary>
internal static class OptionRules
{
    /// <returns>The key at whose place it is told, and what is wrong.</returns>
    public static IEnumerable<(string Key, string Message)> Broken(RegistryOptions options)
    {
        if (options.CertificateFile is null != options.KeyFile is null)
        {
            yield return options.KeyFile is null ? ("tls.cert", "a certificate needs its key: tls.key, --tls-key") : ("tls.key", "a key needs its certificate: tls.cert, --tls-cert");
        }

        foreach (var (key, file) in new[] { ("tls.cert", options.CertificateFile), ("tls.key", options.KeyFile) })
        {
            if (file is not null && !File.Exists(file))
            {
                yield return (key, $"{file}: no such file");
            }
        }

        if (options.Accounts == AccountsMode.On && options.IsInsecureOpen)
        {
            yield return ("insecure-open", "insecure-open is for a registry without accounts, and accounts.enabled is true");
        }

        if (options.HasTls && options.IsPlainHttp)
        {
            yield return ("plain-http", "plain-http is for a registry without a certificate, and tls.cert is given");
        }

        if (options.Addresses.Concat(options.MetricsAddresses).GroupBy(static a => a.ToString()).FirstOrDefault(static g => g.Count() > 1 && !g.Key.EndsWith(":0", StringComparison.Ordinal)) is { } twice)
        {
            yield return ("addr", $"{twice.Key} is given twice");
        }
    }
}
