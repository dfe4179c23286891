using System.Globalization;

namespace Berth.Cli.Containers.Specs;

/// <summary>The text of <c>--network</c>: a name, or <c>name=NET,alias=A,ip=1.2.3.4,mac-address=…,driver-opt=K=V</c>.</summary>
internal sealed record NetworkSpec(string Name)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public string? Ip { get; init; }

    public string? Ip6 { get; init; }

    public IReadOnlyList<string> LinkLocalIps { get; init; } = [];

    public string? MacAddress { get; init; }

    public int GatewayPriority { get; init; }

    public IReadOnlyDictionary<string, string>? DriverOptions { get; init; }

    /// <summary>True when more than the name is asked for.</summary>
    public bool HasOptions => Aliases.Count > 0 || Ip is not null || Ip6 is not null || LinkLocalIps.Count > 0 || MacAddress is not null
        || GatewayPriority != 0 || DriverOptions is not null;

    /// <exception cref="FormatException">A field is unknown, or there is no name.</exception>
    public static NetworkSpec Parse(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return new NetworkSpec(text);
        }

        var spec = new NetworkSpec("");
        foreach (var field in CsvLine.Split(text))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw new FormatException($"invalid field {field}");
            }

            spec = spec.With(field[..equals].Trim().ToLowerInvariant(), field[(equals + 1)..].Trim());
        }

        return spec.Name.Length > 0 ? spec : throw new FormatException("network name/id is not specified");
    }

    private NetworkSpec With(string key, string value) => key switch
    {
        "name" => this with { Name = value },
        "alias" => this with { Aliases = [.. Aliases, value] },
        "ip" => this with { Ip = value },
        "ip6" => this with { Ip6 = value },
        "link-local-ip" => this with { LinkLocalIps = [.. LinkLocalIps, value] },
        "mac-address" => this with { MacAddress = value },
        "gw-priority" => this with
        {
            GatewayPriority = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority)
                ? priority
                : throw new FormatException($"invalid gw-priority: {value}"),
        },
        "driver-opt" => this with { DriverOptions = Added(KeyValue.Parse(value)) },
        _ => throw new FormatException($"invalid field key {key}"),
    };

    private Dictionary<string, string> Added(KeyValuePair<string, string> option) =>
        new(DriverOptions ?? new Dictionary<string, string>()) { [option.Key] = option.Value };
}
