using System.Globalization;
using System.Text.RegularExpressions;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers.Specs;

/// <summary>
/// The text of <c>--network</c>: a name, or <c>name=NET,alias=A,ip=1.2.3.4,mac-address=…,driver-opt=K=V</c>, which is read without regard
/// to upper and lower case, as docker does.
/// </summary>
internal sealed partial record NetworkSpec(string Name)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<string> Links { get; init; } = [];

    public string Ip { get; init; } = "";

    public string Ip6 { get; init; } = "";

    public IReadOnlyList<string> LinkLocalIps { get; init; } = [];

    public string MacAddress { get; init; } = "";

    public int GatewayPriority { get; init; }

    public IReadOnlyDictionary<string, string>? DriverOptions { get; init; }

    /// <summary>True when more than the name is asked for.</summary>
    public bool HasOptions => Aliases.Count > 0 || Links.Count > 0 || Ip.Length > 0 || Ip6.Length > 0 || LinkLocalIps.Count > 0
        || MacAddress.Length > 0 || GatewayPriority != 0 || DriverOptions is not null;

    /// <summary>True for a network that somebody made, as docker's client sees it: by its name alone.</summary>
    public bool IsUserDefined => Name is not ("default" or "bridge" or "host" or "none")
        && !Name.StartsWith("container:", StringComparison.Ordinal);

    /// <exception cref="FormatException">A field is unknown, or there is no name.</exception>
    public static NetworkSpec Parse(string text)
    {
        if (!Field().IsMatch(text))
        {
            return new NetworkSpec(text);
        }

        var spec = new NetworkSpec("");
        foreach (var field in CsvLine.Split(text).Select(field => field.ToLowerInvariant()))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException($"invalid field {field}");
            }

            spec = spec.With(field[..equals].Trim(), field[(equals + 1)..].Trim());
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
        "gw-priority" => this with { GatewayPriority = Priority(value) },
        "driver-opt" => this with { DriverOptions = Added(value) },
        _ => throw new FormatException($"invalid field key {key}"),
    };

    private static int Priority(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
        {
            return priority;
        }

        var digits = text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
        var isNumber = digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
        throw new FormatException($"invalid gw-priority ({text}): {(isNumber ? "value out of range" : "invalid syntax")}");
    }

    private Dictionary<string, string> Added(string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(DriverOptions ?? new Dictionary<string, string>()) { [option[..equals].Trim()] = option[(equals + 1)..].Trim() }
            : throw new FormatException("invalid key value pair format in driver options");
    }

    /// <summary>What makes a text more than a name.</summary>
    [GeneratedRegex("[0-9A-Za-z_]=[0-9A-Za-z_]")]
    private static partial Regex Field();
}
