using Xunit;

namespace Berth.Unit.Architecture;

/// <summary>berth-runtime starts anew for each verb: the serializer's metadata would cost it two milliseconds and two megabytes.</summary>
public sealed class RuntimeJsonTests
{
    [Theory]
    [InlineData("Runtime")]
    [InlineData("RuntimeCli")]
    public void Sources_OfTheRuntime_DoNotUseTheSerializer(string project)
    {
        IEnumerable<string> users = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("JsonSerializer.", StringComparison.Ordinal));

        // A class marked [DirectJson(typeof(T))] is the way: see SpecJson.
        Assert.Empty(users);
    }
}
