using Berth.Cli.DiskUsage;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Images;
using Berth.EngineApi.System;
using Berth.EngineApi.Volumes;
using Xunit;

namespace Berth.Unit.Cli.DiskUsage;

public sealed class UsageTotalTests
{
    private static readonly Berth.EngineApi.System.DiskUsage s_usage = new()
    {
        LayersSize = 1000,
        Images =
        [
            new ImageSummary { Size = 600, SharedSize = 200, Containers = 2 },
            new ImageSummary { Size = 500, SharedSize = 200, Containers = 0 },
        ],
        Containers =
        [
            new ContainerSummary { State = "running", SizeRw = 30 },
            new ContainerSummary { State = "exited", SizeRw = 10 },
            new ContainerSummary { State = "created" },
        ],
        Volumes =
        [
            new Volume { UsageData = new VolumeUsage { RefCount = 1, Size = 70 } },
            new Volume { UsageData = new VolumeUsage { RefCount = 0, Size = 30 } },
            new Volume { UsageData = new VolumeUsage { RefCount = -1, Size = -1 } },
        ],
        BuildCache = [new BuildCacheItem { Size = 5 }, new BuildCacheItem { Size = 7, InUse = true }, new BuildCacheItem { Size = 9, Shared = true }],
    };

    [Fact]
    public void Of_EveryKind_CountsAsDockerDoes()
    {
        using var text = new StringWriter();

        UsageTotal.Listing.Write(text, "{{.Type}}|{{.TotalCount}}|{{.Active}}|{{.Size}}|{{.Reclaimable}}", UsageTotal.Of(s_usage));

        Assert.Equal(
            "Images|2|1|1kB|600B (60%)\nContainers|3|1|40B|10B (25%)\nLocal Volumes|3|1|100B|30B (30%)\nBuild Cache|3|1|12B|5B\n", text.ToString());
    }

    [Fact]
    public void Of_NothingAtAll_HasNoPercentages()
    {
        using var text = new StringWriter();

        UsageTotal.Listing.Write(text, "{{.Size}}|{{.Reclaimable}}", UsageTotal.Of(new Berth.EngineApi.System.DiskUsage()));

        Assert.Equal("0B|0B\n0B|0B\n0B|0B\n0B|0B\n", text.ToString());
    }
}
