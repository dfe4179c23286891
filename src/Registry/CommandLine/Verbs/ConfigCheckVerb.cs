using Berth.Registry.Configuration;
using Berth.Registry.Hosting;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry config check [FILE]</c>.</summary>
internal static class ConfigCheckVerb
{
    public const string ValidMessage = "configuration OK";

    public static Verb Verb { get; } = new("config check", "[FILE]", "Checks a configuration file.", RunAsync) { Options = [SettingTable.ConfigOption] };

    public static async Task<int> RunAsync(VerbCall call)
    {
        string? file = call.Operands.Count > 0 ? call.Operands[0] : call.Get(SettingTable.ConfigOption.Name);
        RegistryOptions options = OptionsLoader.Load(new Dictionary<string, List<string>> { [SettingTable.ConfigOption.Name] = [file ?? OptionsLoader.DefaultFile] });
        CheckAddresses(options);
        await call.Error.WriteLineAsync(ValidMessage);
        return 0;
    }

    /// <summary>As far as it can be told without the database: that one says whether there are accounts where the options do not.</summary>
    /// <exception cref="VerbException">The registry would not start.</exception>
    public static void CheckAddresses(RegistryOptions options)
    {
        RegistryOptions known = options with { HasAccounts = options.Accounts == AccountsMode.On };
        if (AddressRules.Refusals(known, knowsAccounts: options.Accounts != AccountsMode.Auto) is { Count: > 0 } refusals)
        {
            throw new VerbException(string.Join('\n', refusals));
        }
    }
}
