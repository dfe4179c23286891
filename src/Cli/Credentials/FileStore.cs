namespace Berth.Cli.Credentials;

/// <summary>Credentials in the configuration file itself, where base64 hides them from a glance and from nobody else.</summary>
/// <param name="config">The file.</param>
/// <param name="warnings">Where to say that a password now lies there.</param>
internal sealed class FileStore(ClientConfig config, TextWriter warnings) : ICredentialStore
{
    public CredentialEntry? Get(string key) => config.Find(key);

    public void Store(CredentialEntry entry)
    {
        if (!config.Put(entry))
        {
            return;
        }

        config.Save();
        if (entry.Password.Length > 0)
        {
            warnings.WriteLine(
                $"\nWARNING! Your credentials are stored unencrypted in '{config.Path}'.\n"
                + "Configure a credential helper to remove this warning. See\n"
                + "https://docs.docker.com/go/credential-store/\n");
        }
    }

    public void Erase(string key)
    {
        if (config.Remove(key))
        {
            config.Save();
        }
    }
}
