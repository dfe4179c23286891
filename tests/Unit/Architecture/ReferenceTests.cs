using System.Xml.Linq;
using Xunit;

namespace Berth.Unit.Architecture;

/// <summary>The project references that docs/architecture.md allows, and no others.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Oci"] = [],
        ["Linux"] = [],
        ["EngineApi"] = [],
        ["Metrics"] = [],
        ["Archive"] = ["Linux"],
        ["Content"] = ["Oci", "Linux"],
        ["RegistryClient"] = ["Oci"],
        ["Dns"] = ["Linux"],
        ["Runtime"] = ["Oci", "Linux", "Dns"],
        ["Network"] = ["Linux", "Dns"],
        ["Images"] = ["Oci", "Linux", "Archive", "Content", "RegistryClient"],
        ["Build"] = ["Oci", "Content", "Images"],
        ["Engine"] = ["Oci", "Linux", "Archive", "Content", "RegistryClient", "Images", "Dns", "Runtime", "Network", "Build", "EngineApi", "Metrics"],
        ["Daemon"] = ["Linux", "Engine", "EngineApi", "Metrics"],
        ["Registry"] = ["Oci", "Linux", "Content", "Metrics"],
        ["RuntimeCli"] = ["Runtime"],
        ["Cli"] = ["EngineApi", "Oci", "Linux", "Archive"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects("src").Select(p => Path.GetFileNameWithoutExtension(p)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_OfAProject_AreAllowed(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"src/{project} is not in the list of projects; add it here and to docs/architecture.md");

        string[] references = [.. Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Packages_OfAProject_HaveTheirVersionInOnePlace(string project)
    {
        IEnumerable<XElement> versioned = Load(project).Descendants("PackageReference").Where(e => e.Attribute("Version") is not null);

        Assert.Empty(versioned.Select(e => (string?)e.Attribute("Include")));
    }

    [Theory]
    [InlineData("Oci")]
    [InlineData("EngineApi")]
    public void Packages_OfADataProject_AreNone(string project) => Assert.Empty(Items(project, "PackageReference"));

    private static XDocument Load(string project) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"));

    private static IEnumerable<string> Items(string project, string kind) =>
        Load(project).Descendants(kind).Select(e => (string?)e.Attribute("Include") ?? "");
}
