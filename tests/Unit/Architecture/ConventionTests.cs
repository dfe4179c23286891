using System.Text.RegularExpressions;
using Xunit;

namespace Berth.Unit.Architecture;

/// <summary>Conventions of CONTRIBUTING.md that a machine can check.</summary>
public sealed partial class ConventionTests
{
    private const int LongestFile = 500;

    [Fact]
    public void Files_OfTheProduct_AreShort()
    {
        IEnumerable<string> tooLong = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .Select(path => (path, lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .Where(file => file.lines > LongestFile)
            .Select(file => $"{file.path}: {file.lines} lines");

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Types_WithAVagueName_AreNone() =>
        Assert.DoesNotContain(Repository.Sources("src"), path => VagueName().IsMatch(Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void Namespaces_OfTheProduct_AreTheirProjects()
    {
        IEnumerable<string> astray = Repository.Sources("src")
            .Select(path => (path, match: NamespaceLine().Match(File.ReadAllText(Path.Combine(Repository.Root, path)))))
            .Where(file => file.match.Success && !IsOf(file.match.Groups[1].Value, file.path.Split('/')[1]))
            .Select(file => $"{file.path}: {file.match.Groups[1].Value}");

        Assert.Empty(astray);
    }

    private static bool IsOf(string name, string project) =>
        name == $"Berth.{project}" || name.StartsWith($"Berth.{project}.", StringComparison.Ordinal);

    [GeneratedRegex("(Utils?|Helpers?|Manager)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
