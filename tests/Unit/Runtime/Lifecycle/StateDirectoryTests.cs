using Berth.Oci.Runtime;
using Berth.Runtime;
using Xunit;

namespace Berth.Unit.Runtime.Lifecycle;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-state-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Replace_OfOneThatIsThere_IsReadAgain()
    {
        StateDirectory directory = StateDirectory.Create(_root, "one");

        directory.Replace(new Spec { OciVersion = "1.2.0", Hostname = "renamed" });

        Assert.Equal("renamed", directory.ReadSpec().Hostname);
    }

    // An update meets the end of its container.
    [Fact]
    public void Replace_OfOneThatWasDeletedMeanwhile_SaysThatThereIsNone()
    {
        StateDirectory directory = StateDirectory.Create(_root, "one");
        directory.Delete();

        var none = Assert.Throws<RuntimeException>(() => directory.Replace(new Spec { OciVersion = "1.2.0" }));

        Assert.Equal("container does not exist", none.Message);
    }
}
