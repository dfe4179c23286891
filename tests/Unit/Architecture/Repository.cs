namespace Berth.Unit.Architecture;

/// <summary>The source tree that this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The project files directly below the folders of <paramref name="area"/>, e.g. <c>src</c>.</summary>
    public static IEnumerable<string> Projects(string area) =>
        Directory.EnumerateDirectories(Path.Combine(Root, area))
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*.csproj"))
            .Order(StringComparer.Ordinal);

    /// <summary>The C# files of <paramref name="area"/> that people write, relative to the root.</summary>
    public static IEnumerable<string> Sources(string area) =>
        Directory.EnumerateFiles(Path.Combine(Root, area), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split('/').Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Berth.slnx")))
            {
                return directory;
            }
        }

        throw new DirectoryNotFoundException($"no Berth.slnx above {AppContext.BaseDirectory}");
    }
}
