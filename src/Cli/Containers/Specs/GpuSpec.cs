using System.Globalization;
using Berth.Cli.CommandLine;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers.Specs;

/// <summary>
/// <c>--gpus</c>: <c>all</c>, a number, or <c>KEY=VALUE</c> pairs separated by commas, with <c>count</c>, <c>device</c>, <c>driver</c>,
/// <c>capabilities</c> and <c>options</c>. The daemon has no driver for any, and says so.
/// </summary>
internal static class GpuSpec
{
    /// <exception cref="FormatException">It is something else.</exception>
    public static DeviceRequest Parse(string text)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var request = new DeviceRequest { Options = new Dictionary<string, string>() };
        foreach (var field in CsvLine.Split(text))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? "count" : field[..equals];
            if (!seen.Add(key))
            {
                throw new FormatException($"gpu request key '{key}' can be specified only once");
            }

            request = With(request, key, equals < 0 ? field : field[(equals + 1)..], field);
        }

        return request with
        {
            Count = seen.Contains("count") || request.DeviceIDs is not null ? request.Count : 1,
            Capabilities = request.Capabilities ?? [["gpu"]],
        };
    }

    private static DeviceRequest With(DeviceRequest request, string key, string value, string field) => key switch
    {
        "count" => request with { Count = Count(value) },
        "driver" => request with { Driver = value },
        "device" => request with { DeviceIDs = value.Split(',') },
        "capabilities" => request with { Capabilities = [[.. value.Split(','), "gpu"]] },
        "options" => request with { Options = KeyValue.ToMap([.. CsvLine.Split(value).Select(KeyValue.Parse)]) },
        _ => throw new FormatException($"unexpected key '{key}' in '{field}'"),
    };

    private static int Count(string text)
    {
        if (text == "all")
        {
            return -1;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new FormatException($"invalid count ({text}): value must be either \"all\" or an integer");
    }
}
