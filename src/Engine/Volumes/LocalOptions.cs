using Berth.Engine.Configuration;
using Berth.Engine.Errors;

namespace Berth.Engine.Volumes;

/// <summary>
/// The options of the driver <c>local</c>: <c>type</c>, <c>device</c> and <c>o</c>, as mount(8) has them, for a volume whose files are
/// elsewhere; <c>size</c> for one whose files may only take so much.
/// </summary>
/// <param name="Type">A type of filesystem; empty: nothing is mounted.</param>
/// <param name="Device">What is mounted.</param>
/// <param name="MountOptions">With commas between them.</param>
/// <param name="Size">Bytes; 0 is no limit.</param>
internal sealed record LocalOptions(string Type, string Device, string MountOptions, long Size)
{
    private static readonly (string Key, string[] Needs)[] s_needs = [("type", ["device"]), ("device", ["type"]), ("o", ["device", "type"])];

    public static LocalOptions None { get; } = new("", "", "", 0);

    /// <summary>Something is mounted on the volume's directory while containers use it.</summary>
    public bool NeedsMount => Device.Length > 0;

    /// <exception cref="InvalidParameterException">An option is unknown, wrong, or missing.</exception>
    public static LocalOptions Parse(IReadOnlyDictionary<string, string>? options)
    {
        if (options is null or { Count: 0 })
        {
            return None;
        }

        foreach (string key in options.Keys)
        {
            if (key is not ("type" or "device" or "o" or "size"))
            {
                throw new InvalidParameterException($"invalid option: \"{key}\"");
            }
        }

        foreach ((string key, string[] needs) in s_needs)
        {
            if (options.ContainsKey(key) && needs.FirstOrDefault(need => Value(options, need).Length == 0) is { } missing)
            {
                throw new InvalidParameterException($"missing required option: \"{missing}\"");
            }
        }

        long size = Limit(options);
        if (size > 0 && options.ContainsKey("device"))
        {
            throw new InvalidParameterException("invalid option: \"size\" limits files of the volume, and \"device\" has them elsewhere");
        }

        if (options.Values.Any(static v => v.Contains('\0', StringComparison.Ordinal)))
        {
            throw new InvalidParameterException("invalid option: a value contains a NUL character");
        }

        return new LocalOptions(Value(options, "type"), Value(options, "device"), Value(options, "o"), size);
    }

    private static long Limit(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue("size", out string? text))
        {
            return 0;
        }

        return ByteSize.TryParse(text, out long size) ? size : throw new InvalidParameterException($"invalid size: '{text}'");
    }

    private static string Value(IReadOnlyDictionary<string, string> options, string key) => options.GetValueOrDefault(key) ?? "";
}
