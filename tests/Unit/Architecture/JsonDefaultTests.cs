using System.Text.RegularExpressions;
using Xunit;

namespace Berth.Unit.Architecture;

/// <summary>
/// Source-generated JSON sets every <c>init</c> property, to null where the document has no such field. So in projects whose records are
/// documents, a property with a default has a setter, or a getter that says <c>field ?? …</c>: that one holds for an explicit null too, which clients
/// written in other languages send for what they leave alone (AbsentMemberTests).
/// </summary>
public sealed partial class JsonDefaultTests
{
    [Theory]
    [InlineData("src/EngineApi")]
    [InlineData("src/Oci")]
    [InlineData("src/Engine/Containers/Records")]
    public void Properties_WithADefault_HaveASetter(string area) => Assert.DoesNotContain(
        Repository.Sources(area), path => InitWithDefault().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, path))));

    [GeneratedRegex(@"\binit; \} = ")]
    private static partial Regex InitWithDefault();
}
