using Berth.Cli.CommandLine;
using Berth.Cli.Credentials;

namespace Berth.Cli.Registries;

/// <summary><c>logout</c>: forgets the credentials of a registry, under its key and under the addresses that old clients wrote.</summary>
internal static class RegistryLogout
{
    public static Command Define() => new("logout", "Log out from a registry")
    {
        Operands = "[SERVER]",
        Arity = new Arity(0, 1),
        Run = Run,
    };

    private static int Run(CliContext context, IReadOnlyList<string> operands)
    {
        EnvironmentNote.Print(context);
        var server = operands.Count > 0 ? operands[0] : "";
        var key = RegistryKey.OfServer(server);
        string[] keys = key == RegistryKey.Hub ? [key] : [server, key, "http://" + key, "https://" + key];
        context.Out.WriteLine($"Removing login credentials for {key}");
        context.Out.Flush();

        var failures = new List<string>();
        var distinct = keys.Distinct().ToList();
        foreach (var each in distinct)
        {
            try
            {
                CredentialStores.For(context, each).Erase(each);
            }
            catch (CredentialException e)
            {
                failures.Add($"{each}: {e.Message}");
            }
        }

        // One that could be removed was the one that was kept.
        if (failures.Count == distinct.Count)
        {
            context.Error.WriteLine("WARNING: could not erase credentials:\n" + string.Join('\n', failures));
        }

        return 0;
    }
}
