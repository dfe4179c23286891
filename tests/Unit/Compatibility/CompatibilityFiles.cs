using Berth.Unit.Architecture;

namespace Berth.Unit.Compatibility;

/// <summary>Where docker's lists are, and the tables that are made of them.</summary>
internal static class CompatibilityFiles
{
    /// <summary>The lines of a list, without its comment.</summary>
    public static IEnumerable<string> Data(string name) =>
        File.ReadLines(Path.Combine(Repository.Root, "tests", "Unit", "Compatibility", name)).Where(line => line.Length > 0 && line[0] != '#');

    /// <summary>A table of docs/compatibility.</summary>
    public static string Table(string name) => Path.Combine(Repository.Root, "docs", "compatibility", name);
}
