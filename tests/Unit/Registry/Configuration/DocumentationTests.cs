using Berth.Registry.Configuration;
using Berth.Registry.Hosting;
using Berth.Unit.Architecture;
using Xunit;

namespace Berth.Unit.Registry.Configuration;

/// <summary>docs/registry.md says of every setting what there is to know.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Keys => [.. SettingTable.All.Select(s => s.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Documentation_OfASetting_HasOptionAndDefault(string key)
    {
        Setting setting = SettingTable.Get(key);
        string option = setting.IsOnlyInFile ? "" : $"`--{setting.OptionName}`";
        string initial = setting.Default.Length > 0 ? $"`{setting.Default}`" : "";

        string? line = File.ReadLines(Path.Combine(Repository.Root, "docs/registry.md")).FirstOrDefault(l => l.StartsWith($"| `{key}` |", StringComparison.Ordinal));

        Assert.NotNull(line);
        string[] cells = [.. line.Split('|').Select(c => c.Trim())];
        Assert.Equal((option, initial), (cells[2], cells[3]));
    }

    [Fact]
    public void Example_AsItIs_IsValidAndSetsNothing()
    {
        var errors = new List<string>();

        Assert.Empty(ConfigurationFile.Parse(File.ReadAllText(ExamplePath), ExamplePath, errors));
        Assert.Empty(errors);
    }

    [Fact]
    public void Example_WithItsCommentsTakenAway_HasEverySettingWithItsDefault()
    {
        string text = string.Join('\n', File.ReadLines(ExamplePath).Select(l => l.StartsWith("# ", StringComparison.Ordinal) && l.Contains(" = ", StringComparison.Ordinal) ? l[2..] : l));
        var errors = new List<string>();

        Dictionary<string, SettingValue> values = ConfigurationFile.Parse(text, ExamplePath, errors);

        Assert.Empty(errors);
        Assert.Equal(SettingTable.All.Select(s => s.Key).Order(), values.Keys.Order());
        RegistryOptions defaults = new();
        foreach (Setting setting in SettingTable.All.Where(s => s.Default.Length > 0 && s.Kind != SettingKind.List))
        {
            Assert.Equal(defaults, setting.Apply(defaults, values[setting.Key].Items));
        }
    }

    private static string ExamplePath => Path.Combine(Repository.Root, "eng/registry.toml");
}
