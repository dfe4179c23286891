using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary><c>--docker</c>: <c>host=…,ca=…,cert=…,key=…,skip-tls-verify=…</c>, or <c>from=CONTEXT</c>.</summary>
internal sealed class EndpointFlag() : Flag("docker", null, "stringToString", "Address of the daemon and the files of its TLS")
{
    private static readonly string[] s_known = ["from", "host", "ca", "cert", "key", "skip-tls-verify"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The endpoint that the flag describes, checked as far as this machine can.</summary>
    /// <exception cref="CommandException">It describes none.</exception>
    public (string Host, bool SkipTlsVerify, Dictionary<string, byte[]> Tls) Read(CliContext context, string verb)
    {
        try
        {
            return Read(context);
        }
        catch (Exception e) when (e is CommandException or FormatException)
        {
            throw new CommandException($"unable to {verb} docker endpoint config: {e.Message}");
        }
    }

    protected override void Accept(string value)
    {
        foreach (var pair in CsvLine.Split(value))
        {
            var parts = pair.Split('=', 2);
            _values[parts[0].Trim()] = parts.Length == 2 ? parts[1] : throw new FormatException($"{pair} must be formatted as key=value");
        }
    }

    private (string Host, bool SkipTlsVerify, Dictionary<string, byte[]> Tls) Read(CliContext context)
    {
        if (_values.Keys.FirstOrDefault(key => !s_known.Contains(key)) is { } unknown)
        {
            throw new CommandException($"unrecognized config key: {unknown}");
        }

        if (_values.TryGetValue("from", out var other))
        {
            var source = other == ContextRecord.Default ? new ContextRecord(other, DaemonAddress.DefaultHost(context), false) : context.Contexts.Get(other);
            return (source.Host, source.SkipTlsVerify, context.Contexts.TlsFiles(other));
        }

        var host = _values.GetValueOrDefault("host", "");
        var skips = SkipsVerify();
        var tls = TlsMaterial.Read(_values.GetValueOrDefault("ca"), _values.GetValueOrDefault("cert"), _values.GetValueOrDefault("key"));
        var loaded = tls.Count > 0 || skips ? TlsMaterial.Load(tls, skips) : null;
        if (host.Length > 0)
        {
            _ = DaemonAddress.Parse(context, host, loaded);
        }

        return (host, skips, tls);
    }

    private bool SkipsVerify()
    {
        if (!_values.TryGetValue("skip-tls-verify", out var text))
        {
            return false;
        }

        var flag = new SwitchFlag("skip-tls-verify", null, "");
        try
        {
            flag.Set(text);
        }
        catch (UsageException)
        {
            throw new CommandException($"skip-tls-verify: strconv.ParseBool: parsing \"{text}\": invalid syntax");
        }

        return flag.Value;
    }
}
