using Berth.Registry.Configuration;
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
}
