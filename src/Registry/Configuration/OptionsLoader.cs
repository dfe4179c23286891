using Berth.Registry.CommandLine;
using Berth.Registry.Hosting;

namespace Berth.Registry.Configuration;

/// <summary>
/// The options of a call: (1) the file's values, (2) over them the command line's, (3) each put into the options, (4) what one says against another.
/// </summary>
internal static class OptionsLoader
{
    /// <summary>Read where it is there and the command line names neither a file nor a data directory.</summary>
    public const string DefaultFile = "/etc/berth/registry.toml";

    /// <param name="given">Values of the command line by option name; others than settings are passed over.</param>
    /// <exception cref="ConfigurationException">Something in the file is wrong, or in both together.</exception>
    /// <exception cref="UsageException">Something on the command line is wrong.</exception>
    public static RegistryOptions Load(IReadOnlyDictionary<string, List<string>> given)
    {
        var errors = new List<string>();
        Dictionary<string, SettingValue> values = FileOf(given) is { } file ? ConfigurationFile.Read(file, errors) : [];
        return Load(given, values, errors);
    }

    public static RegistryOptions Load(IReadOnlyDictionary<string, List<string>> given, Dictionary<string, SettingValue> values, List<string> errors)
    {
        // 2.
        foreach (Setting setting in SettingTable.All)
        {
            if (!setting.IsOnlyInFile && given.TryGetValue(setting.OptionName, out List<string>? items))
            {
                values[setting.Key] = new SettingValue(items, $"--{setting.OptionName}", IsFromCommandLine: true);
            }
        }

        // 3.
        var options = new RegistryOptions();
        foreach (Setting setting in SettingTable.All)
        {
            if (values.TryGetValue(setting.Key, out SettingValue? value))
            {
                options = Apply(options, setting, value, errors);
            }
        }

        // 4.
        foreach (var (key, message) in OptionRules.Broken(options))
        {
            errors.Add(values.TryGetValue(key, out SettingValue? value) ? $"{value.Origin}: {message}" : message);
        }

        return errors.Count == 0 ? options : throw new ConfigurationException(errors);
    }

    private static string? FileOf(IReadOnlyDictionary<string, List<string>> given) => given.TryGetValue(SettingTable.ConfigOption.Name, out List<string>? file)
        ? file[^1]
        : !given.ContainsKey("data") && File.Exists(DefaultFile) ? DefaultFile : null;

    private static RegistryOptions Apply(RegistryOptions options, Setting setting, SettingValue value, List<string> errors)
    {
        try
        {
            return setting.Apply(options, value.Items);
        }
        catch (FormatException e) when (value.IsFromCommandLine)
        {
            throw new UsageException($"invalid value \"{string.Join(',', value.Items)}\" for {value.Origin}: expected {e.Message}");
        }
        catch (FormatException e)
        {
            errors.Add($"{value.Origin}: expected {e.Message}");
            return options;
        }
    }
}
