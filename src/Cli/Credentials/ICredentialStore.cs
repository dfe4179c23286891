namespace Berth.Cli.Credentials;

/// <summary>Where credentials are kept: the configuration file, or a program that guards them.</summary>
internal interface ICredentialStore
{
    /// <summary>Null where there are none.</summary>
    /// <exception cref="CredentialException">They cannot be read.</exception>
    CredentialEntry? Get(string key);

    /// <exception cref="CredentialException">They cannot be kept.</exception>
    void Store(CredentialEntry entry);

    /// <summary>Forgets; does nothing where there is nothing.</summary>
    /// <exception cref="CredentialException">They cannot be removed.</exception>
    void Erase(string key);
}
