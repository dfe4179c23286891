using Berth.Registry.Configuration;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry config check [FILE]</c>.</summary>
internal static class ConfigCheckVerb
{
    public const string ValidMessage = "configuration OK";

    public static Verb Verb { get; } = new("config check", "[FILE]", "Checks a configuration file.", RunAsync) { Options = [SettingTable.ConfigOption] };

    public static async Task<int> RunAsync(VerbCall call)
    {
        string? file = call.Operands.Count > 0 ? call.Operands[0] : call.Get(SettingTable.ConfigOption.Name);
        OptionsLoader.Load(new Dictionary<string, List<string>> { [SettingTable.ConfigOption.Name] = [file ?? OptionsLoader.DefaultFile] });
        await call.Error.WriteLineAsync(ValidMessage);
        return 0;
    }
}
