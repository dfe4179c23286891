namespace Berth.Cli.Credentials;

/// <summary>Says where the credentials of a registry are kept.</summary>
internal static class CredentialStores
{
    /// <summary>
    /// 1. <c>DOCKER_AUTH_CONFIG</c>, 2. the helper that the file names for the registry or for all, 3. on a machine that has one, and where
    /// the file says nothing about credentials, the helper of its key ring, 4. the file.
    /// </summary>
    public static ICredentialStore For(CliContext context, string key)
    {
        var config = context.Config;
        var helper = config.HelperFor(key);
        if (helper.Length == 0 && !config.HasCredentials && DefaultHelper(context.Environment) is { } found)
        {
            config.UseHelper(found);
            helper = found;
        }

        ICredentialStore store = helper.Length == 0
            ? new FileStore(config, context.Error)
            : new ProgramStore(new CredentialProgram(helper, context.Environment), config);
        if (context.Environment(EnvironmentStore.Variable) is not { Length: > 0 } variable)
        {
            return store;
        }

        try
        {
            return new EnvironmentStore(EnvironmentStore.Parse(variable), store);
        }
        catch (CredentialException e)
        {
            context.Error.WriteLine($"Failed to create credential store from {EnvironmentStore.Variable}:  {e.Message}");
            return store;
        }
    }

    private static string? DefaultHelper(Func<string, string?> environment)
    {
        var name = CredentialProgram.Find("pass", environment) is null ? "secretservice" : "pass";
        return CredentialProgram.Find(CredentialProgram.Prefix + name, environment) is null ? null : name;
    }
}
