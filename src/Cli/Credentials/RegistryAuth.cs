using Berth.Cli.CommandLine;
using Berth.EngineApi.Registries;
using Berth.Oci;

namespace Berth.Cli.Credentials;

/// <summary>The credentials that go to the daemon with a request that makes it talk to a registry.</summary>
internal static class RegistryAuth
{
    /// <summary>The <c>X-Registry-Auth</c> header for an image's registry; that of no credentials where none are kept.</summary>
    /// <exception cref="CommandException">A credential helper failed.</exception>
    public static string HeaderFor(CliContext context, Reference image)
    {
        try
        {
            return HeaderFor(context, RegistryKey.OfDomain(image.Domain));
        }
        catch (CredentialException e)
        {
            throw new CommandException(e.Message);
        }
    }

    /// <summary>The same by key (<see cref="RegistryKey"/>).</summary>
    /// <exception cref="CredentialException">A credential helper failed.</exception>
    public static string HeaderFor(CliContext context, string key) => ToAuthConfig(CredentialStores.For(context, key).Get(key)).ToHeader();

    /// <summary>An entry as the API has it; empty for none.</summary>
    public static AuthConfig ToAuthConfig(CredentialEntry? entry) => entry is null ? new AuthConfig() : new AuthConfig
    {
        Username = Value(entry.Username),
        Password = Value(entry.Password),
        ServerAddress = Value(entry.ServerAddress),
        IdentityToken = Value(entry.IdentityToken),
        RegistryToken = Value(entry.RegistryToken),
    };

    private static string? Value(string text) => text.Length > 0 ? text : null;
}
