using System.Text.Json;

namespace Berth.Cli.Credentials;

/// <summary>
/// Credentials that a <c>docker-credential-NAME</c> program keeps. Its protocol, which all of them speak (the README of
/// docker-credential-helpers): the verb is the argument, the input and the answer are
/// <code>
///   store   {"ServerURL":KEY,"Username":…,"Secret":…}   nothing
///   get     KEY                                         {"ServerURL":KEY,"Username":…,"Secret":…}
///   erase   KEY                                         nothing
/// </code>
/// A failure is an exit code other than 0 with its reason on standard output. The user name <c>&lt;token&gt;</c> marks a secret that
/// is an identity token.
/// </summary>
internal sealed class ProgramStore(ICredentialProgram helper, ClientConfig config) : ICredentialStore
{
    private const string TokenUser = "<token>";
    private const string NotFound = "credentials not found in native keychain";

    public CredentialEntry? Get(string key)
    {
        var result = helper.Run("get", key);
        if (result.Failure is { } failure)
        {
            return result.Output == NotFound ? null : throw Error("getting", failure, result.Output);
        }

        var answer = Parse(result.Output);
        var isToken = answer.Username == TokenUser;
        return (config.Find(key) ?? new CredentialEntry { ServerAddress = key }) with
        {
            ServerAddress = key,
            Username = isToken ? "" : answer.Username ?? "",
            Password = isToken ? "" : answer.Secret ?? "",
            IdentityToken = isToken ? answer.Secret ?? "" : "",
        };
    }

    public void Store(CredentialEntry entry)
    {
        var isToken = entry.IdentityToken.Length > 0;
        var message = new ProgramCredentials
        {
            ServerUrl = entry.ServerAddress,
            Username = isToken ? TokenUser : entry.Username,
            Secret = isToken ? entry.IdentityToken : entry.Password,
        };
        var result = helper.Run("store", JsonSerializer.Serialize(message, CredentialJson.Default.ProgramCredentials) + "\n");
        if (result.Failure is { } failure)
        {
            throw Error("storing", failure, result.Output);
        }

        // The file names the registry and has no secret; other programs list the registries by it.
        if (config.Put(new CredentialEntry { ServerAddress = entry.ServerAddress }))
        {
            config.Save();
        }
    }

    public void Erase(string key)
    {
        var result = helper.Run("erase", key);
        if (result.Failure is { } failure)
        {
            throw Error("erasing", failure, result.Output);
        }

        if (config.Remove(key))
        {
            config.Save();
        }
    }

    private static ProgramCredentials Parse(string output)
    {
        try
        {
            return JsonSerializer.Deserialize(output, CredentialJson.Default.ProgramCredentials)
                ?? throw new CredentialException("error getting credentials - err: the helper answered null");
        }
        catch (JsonException e)
        {
            throw new CredentialException($"error getting credentials - err: {e.Message}", e);
        }
    }

    private static CredentialException Error(string what, string failure, string output) =>
        new($"error {what} credentials - err: {failure}, out: `{output}`");
}
