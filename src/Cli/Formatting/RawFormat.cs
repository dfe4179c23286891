namespace Berth.Cli.Formatting;

/// <summary>What <c>--format raw</c> stands for: a line a field, and an empty line after each object.</summary>
internal static class RawFormat
{
    public const string Volume = @"name: {{.Name}}\ndriver: {{.Driver}}\n";

    public const string DiskUsage = @"type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n";

    private const string BuildCache =
        @"build_cache_id: {{.ID}}\nparent_id: {{.Parent}}\nbuild_cache_type: {{.CacheType}}\ndescription: {{.Description}}\n"
        + @"created_at: {{.CreatedAt}}\ncreated_since: {{.CreatedSince}}\nlast_used_at: {{.LastUsedAt}}\nlast_used_since: {{.LastUsedSince}}\n"
        + @"usage_count: {{.UsageCount}}\nin_use: {{.InUse}}\nshared: {{.Shared}}\n";

    /// <summary>Everything on the disk, kind by kind.</summary>
    public static string DiskUsageDetails { get; } = Section("Images", "Image", Image(showsDigest: true))
        + Section("Containers", "Container", Container(showsSize: true)) + Section("Volumes", "Volume", Volume)
        + Section("BuildCache", "Build Cache", BuildCache);

    public static string Image(bool showsDigest) => @"repository: {{ .Repository }}\ntag: {{.Tag}}\n" + (showsDigest ? @"digest: {{.Digest}}\n" : "")
        + @"image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n";

    public static string Container(bool showsSize) =>
        @"container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\nstate: {{- pad .State 1 0}}\n"
        + @"status: {{- pad .Status 1 0}}\nnames: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n"
        + (showsSize ? @"size: {{.Size}}\n" : "");

    private static string Section(string list, string type, string format) => $@"{{{{range .{list}}}}}type: {type}\n{format}\n{{{{end -}}}}\n";
}
