using Berth.Harness;
using Xunit;

namespace Berth.Integration.Images;

/// <summary><c>berth image verify</c>, which docker does not have.</summary>
public sealed class VerifyTests : IAsyncLifetime
{
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerClient, "docker cannot verify images");
        _daemon = await Daemon.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    [Fact]
    public async Task Verify_AByteOfALayerChanged_IsFoundAndRepairedByALoad()
    {
        string archive = Path.Combine(Daemon.Root, "saved.tar");
        (await Daemon.RunAsync("save", "-o", archive, Daemon.Busybox)).Succeeded();
        Assert.Contains("nothing is damaged", (await Daemon.RunAsync("image", "verify")).Succeeded().Text, StringComparison.Ordinal);

        FlipAByte(Assert.Single(Directory.GetFiles(Path.Combine(Daemon.DataRoot, "layers"), "busybox", SearchOption.AllDirectories)));
        await FindsDamageAsync(Daemon.Busybox);
        await Daemon.KillAsync();
        await Daemon.StartAgainAsync();
        Assert.Contains("lacks the files of layer", Daemon.Log, StringComparison.Ordinal);
        await FindsDamageAsync();

        (await Daemon.RunAsync("load", "-i", archive)).Succeeded();
        (await Daemon.RunAsync("image", "verify", Daemon.Busybox)).Succeeded();
        (await Daemon.RunAsync("run", "--rm", "--network", "none", Daemon.Busybox, "true")).Succeeded();
    }

    [Fact]
    public async Task Verify_AnImageThatIsNotHere_Fails()
    {
        CommandResult result = await Daemon.RunAsync("image", "verify", "no-such-image");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No such image: no-such-image:latest", result.Error, StringComparison.Ordinal);
    }

    private static void FlipAByte(string path)
    {
        DateTime modified = File.GetLastWriteTimeUtc(path);
        using (FileStream file = File.Open(path, FileMode.Open))
        {
            int first = file.ReadByte();
            file.Position = 0;
            file.WriteByte((byte)(first ^ 1));
        }

        File.SetLastWriteTimeUtc(path, modified);
    }

    private async Task FindsDamageAsync(params string[] names)
    {
        CommandResult result = await Daemon.RunAsync(["image", "verify", .. names]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("its files have the digest", result.Output, StringComparison.Ordinal);
        Assert.Contains($"1 of 1 images are damaged: {Daemon.Busybox}", result.Error, StringComparison.Ordinal);
    }
}
