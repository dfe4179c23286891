using Berth.Engine.Configuration;
using Xunit;

namespace Berth.Unit.Engine.Configuration;

public sealed class OptionsReloadTests
{
    [Fact]
    public void Plan_OfTheSame_ChangesNothing()
    {
        OptionsReload reload = OptionsReload.Plan(new DaemonOptions(), new DaemonOptions());

        Assert.Empty(reload.Changed);
        Assert.Empty(reload.AfterRestart);
    }

    [Fact]
    public void Plan_OfWhatCanChange_SaysBeforeAndAfter()
    {
        var read = new DaemonOptions { Debug = true, LogLevel = "debug", Labels = ["a=b"], MaxConcurrentDownloads = 2, ShutdownTimeout = 3, LiveRestore = false };

        OptionsReload reload = OptionsReload.Plan(new DaemonOptions(), read);

        Assert.Equal(
            [
                "debug: false → true", "labels: [] → [a=b]", "live-restore: true → false", "log-level: info → debug", "max-concurrent-downloads: 6 → 2",
                "shutdown-timeout: 15 → 3",
            ],
            reload.Changed);
        Assert.Empty(reload.AfterRestart);
        Assert.Equal((true, 2, false), (reload.Next.Debug, reload.Next.MaxConcurrentDownloads, reload.Next.LiveRestore));
    }

    [Fact]
    public void Plan_OfWhatTakesARestart_LeavesItAsItIs()
    {
        OptionsReload reload = OptionsReload.Plan(new DaemonOptions(), new DaemonOptions { Bip = "10.0.0.1/24", DataRoot = "/elsewhere" });

        Assert.Empty(reload.Changed);
        Assert.Equal(["bip:  → 10.0.0.1/24", "data-root: /var/lib/berth → /elsewhere"], reload.AfterRestart);
        Assert.Equal((null, DaemonOptions.DefaultDataRoot), (reload.Next.Bip, reload.Next.DataRoot));
    }

    [Fact]
    public void Attributes_OfAReload_AreWhatCanBeReloaded()
    {
        OptionsReload reload = OptionsReload.Plan(new DaemonOptions(), new DaemonOptions { Labels = ["a=b"] });

        Assert.Equal("[\"a=b\"]", reload.Attributes()["labels"]);
        Assert.Equal("6", reload.Attributes()["max-concurrent-downloads"]);
        Assert.DoesNotContain("bip", reload.Attributes().Keys);
    }
}
