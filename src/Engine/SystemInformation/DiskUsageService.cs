using Berth.Engine.Containers;
using Berth.Engine.Containers.Listing;
using Berth.Engine.Images;
using Berth.Engine.Volumes;
using Berth.EngineApi.System;

namespace Berth.Engine.SystemInformation;

/// <summary>
/// What everything takes on the disk. Images: what du(1) says of their part of the data root, all together and each. Containers and
/// volumes: the lengths of their files, as everywhere in the Engine API.
/// </summary>
public sealed class DiskUsageService(ImageService images, ContainerService containers, VolumeService volumes)
{
    /// <summary>Walks the disk, so it takes as long as that does; the files of a layer are walked once only.</summary>
    public DiskUsage Measure(DiskUsageParts parts)
    {
        var (layers, all) = parts.HasFlag(DiskUsageParts.Images) ? images.DiskUsage() : (0, null);
        return new DiskUsage
        {
            LayersSize = layers,
            Images = all,
            Containers = parts.HasFlag(DiskUsageParts.Containers) ? containers.List(new ListRequest { All = true, Size = true }) : null,
            Volumes = parts.HasFlag(DiskUsageParts.Volumes) ? volumes.Usage() : null,

            // There is no builder, so there is nothing that one keeps.
            BuildCache = parts.HasFlag(DiskUsageParts.BuildCache) ? [] : null,
        };
    }
}
