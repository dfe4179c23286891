using Berth.Cli.CommandLine;
using Berth.Cli.Credentials;
using Berth.EngineApi.Http;
using Berth.EngineApi.Registries;

namespace Berth.Cli.Registries;

/// <summary>
/// <c>login</c>: tries credentials at a registry and keeps them.
/// <code>
///   1. --username, --password, --password-stdin
///   2. without any: the credentials that are kept already
///   3. prompts for what is missing, on a terminal
///   4. the daemon tries them            POST /auth
///   5. they are kept                    an identity token in the place of the password, where the registry gave one
/// </code>
/// </summary>
internal sealed class RegistryLogin
{
    private readonly TextFlag _user = new("username", 'u', "Username");
    private readonly TextFlag _password = new("password", 'p', "Password or Personal Access Token (PAT)");
    private readonly SwitchFlag _stdin = new("password-stdin", null, "Take the Password or Personal Access Token (PAT) from stdin");

    public static Command Define()
    {
        var login = new RegistryLogin();
        return new Command("login", "Authenticate to a registry")
        {
            Operands = "[SERVER]",
            Arity = new Arity(0, 1),
            Flags = [login._user, login._password, login._stdin],
            Run = login.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        // 1.
        var password = Password(context);
        EnvironmentNote.Print(context);

        try
        {
            var key = RegistryKey.OfServer(operands.Count > 0 ? operands[0] : "");
            var asksNothing = _user.Value.Length == 0 && password.Length == 0;
            var kept = asksNothing ? Kept(context, key) : null;

            // 2.
            var status = kept is { Username.Length: > 0, Password.Length: > 0 } ? TryKept(context, kept) : null;
            status ??= Ask(context, password, kept?.Username ?? "", key);
            if (status.Length > 0)
            {
                context.Out.WriteLine(status);
            }

            return 0;
        }
        catch (CredentialException e)
        {
            throw new CommandException("Error saving credentials: " + e.Message);
        }
    }

    private string Password(CliContext context)
    {
        if (_stdin.IsSet && _password.IsSet)
        {
            throw new CommandException("conflicting options: cannot specify both --password and --password-stdin");
        }

        if (_stdin.IsSet && !_user.IsSet)
        {
            throw new CommandException("the --password-stdin option requires --username to be set");
        }

        if (_user.IsSet && _user.Value.Length == 0)
        {
            throw new CommandException("username is empty");
        }

        if (_password.IsSet && _password.Value.Length == 0)
        {
            throw new CommandException("password is empty");
        }

        if (_password.IsSet)
        {
            context.Error.WriteLine("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
        }

        return _stdin.Value ? PasswordInput.Read(context.Streams.In) : _password.Value;
    }

    private static CredentialEntry? Kept(CliContext context, string key)
    {
        try
        {
            return CredentialStores.For(context, key).Get(key);
        }
        catch (CredentialException)
        {
            // A helper that cannot say what it has may still keep what is typed now.
            return null;
        }
    }

    /// <summary>Null where they are not good any more.</summary>
    private static string? TryKept(CliContext context, CredentialEntry kept)
    {
        context.Error.WriteLine($"Authenticating with existing credentials... [Username: {kept.Username}]");
        Note.Info(context, $"To login with a different account, run '{context.Program} logout' followed by '{context.Program} login'");
        context.Error.Write("\n\n");
        try
        {
            return Try(context, RegistryAuth.ToAuthConfig(kept with { IdentityToken = "" }));
        }
        catch (EngineApiException e)
        {
            context.Error.WriteLine(
                e.Status == 401 ? "Stored credentials invalid or expired" : $"Login did not succeed, error: {CliContext.Describe(e)}");
            return null;
        }
    }

    private string Ask(CliContext context, string password, string known, string key)
    {
        // 3.
        if ((_user.Value.Length == 0 || password.Length == 0) && !context.Terminal.IsInput)
        {
            throw new CommandException("Error: Cannot perform an interactive login from a non TTY device");
        }

        return Try(context, LoginPrompt.Ask(context, _user.Value, password, known, key));
    }

    private static string Try(CliContext context, AuthConfig credentials)
    {
        // 4.
        var answer = context.Client.Login(credentials);

        // 5.
        var key = credentials.ServerAddress!;
        var isToken = answer.IdentityToken.Length > 0;
        CredentialStores.For(context, key).Store(new CredentialEntry
        {
            ServerAddress = key,
            Username = credentials.Username ?? "",
            Password = isToken ? "" : credentials.Password ?? "",
            IdentityToken = answer.IdentityToken,
            RegistryToken = credentials.RegistryToken ?? "",
        });
        return answer.Status;
    }
}
