using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Registry;

/// <summary>A layer that the registry has already is mounted, not sent again.</summary>
public sealed class MountTests(ClientMatrix matrix)
{
    public static TheoryData<string> Engines => [.. ClientMatrix.Engines];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Push_ToASecondRepository_MountsItsLayers(string name)
    {
        IRegistry registry = await matrix.RegistryAsync();
        var tool = (EngineTool)await matrix.LogInAsync(name, registry, "alice");
        string image = await tool.LoadAsync();
        string first = (await tool.PushAsync(image, $"alice/mount-{name}:1")).Succeeded();

        Transfer second = await tool.PushAsync(image, $"alice/mounted-{name}:1");
        Transfer again = await tool.PushAsync(image, $"alice/mounted-{name}:2");

        Assert.Equal(first, second.Succeeded());
        Assert.Equal(2, Count(second, $": Mounted from alice/mount-{name}"));
        Assert.Equal(2, Count(again, ": Layer already exists"));
    }

    [Fact]
    public async Task Push_ToAnotherRegistry_MountsNothingAndSucceeds()
    {
        IRegistry registry = await matrix.RegistryAsync();
        await using IRegistry other = await RegistryUnderTest.StartAsync();
        var tool = (EngineTool)await matrix.LogInAsync("docker-berthd", registry, "alice");
        string image = await tool.LoadAsync();
        string first = (await tool.PushAsync(image, "alice/elsewhere:1")).Succeeded();

        var there = (EngineTool)await matrix.OpenAsync("docker-berthd", other);
        Transfer second = await there.PushAsync(image, "elsewhere:1");

        Assert.Equal(first, second.Succeeded());
        Assert.Equal(2, Count(second, ": Pushed"));
    }

    private static int Count(Transfer push, string text) => push.Command.Lines.Count(line => line.Contains(text, StringComparison.Ordinal));
}
