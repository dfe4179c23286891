namespace Berth.Harness;

/// <summary>Where the things under test are: the published binaries and the repository.</summary>
public static class Installation
{
    /// <summary>The repository's root: the nearest directory above the test's own that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The directory of the published binaries: <c>BERTH_BIN</c>, else <c>artifacts/bin</c>.</summary>
    public static string Bin { get; } = Environment.GetEnvironmentVariable("BERTH_BIN") ?? Path.Combine(Root, "artifacts", "bin");

    /// <summary>A published binary, e.g. <c>berthd</c>.</summary>
    /// <exception cref="FileNotFoundException">It has not been published.</exception>
    public static string Binary(string name)
    {
        string path = Path.Combine(Bin, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there; run ./build.sh first", path);
    }

    /// <summary>A program of Debian sid, e.g. <c>oras</c>.</summary>
    /// <exception cref="FileNotFoundException">It has not been fetched.</exception>
    public static string Tool(string name)
    {
        string path = Path.Combine(Root, "artifacts", "tools", name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there; run eng/sid-tools.sh {name} first", path);
    }

    /// <summary>A program on the PATH, or null.</summary>
    public static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin")
            .Split(':')
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);

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
