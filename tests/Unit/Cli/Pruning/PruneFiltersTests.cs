using Berth.Cli.Pruning;
using Berth.EngineApi;
using Xunit;

namespace Berth.Unit.Cli.Pruning;

public sealed class PruneFiltersTests
{
    [Theory]
    [InlineData("{}", "label=keep", """{"label":["keep"]}""")]
    [InlineData("{}", "label!=keep", """{"label!":["keep"]}""")]
    [InlineData("""{"label":["keep"]}""", "label!=keep", """{"label":["keep"]}""")]
    [InlineData("""{"label!":["a=1"]}""", "label=a=1", """{"label!":["a=1"]}""")]
    [InlineData("""{"label!":["a=1"]}""", "label=a=2", """{"label":["a=2"],"label!":["a=1"]}""")]
    [InlineData("""{"until":["1h"]}""", "until=2h", """{"until":["1h","2h"]}""")]
    [InlineData("{}", "nonsense", "{}")]
    public void Add_FilterOfTheFile_UnlessTheCommandLineContradicts(string given, string configured, string expected) =>
        Assert.Equal(expected, PruneFilters.Add(Filters.Parse(given), [configured]).ToJson());
}
