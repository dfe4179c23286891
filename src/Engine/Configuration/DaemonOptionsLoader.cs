using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Configuration;

/// <summary>Flags and file to <see cref="DaemonOptions"/>: (1) flags, (2) file, (3) conflicts, (4) values checked.</summary>
internal static partial class DaemonOptionsLoader
{
    private static readonly string[] s_levels = ["debug", "info", "warn", "error", "fatal"];

    public static DaemonOptions Load(IReadOnlyList<string> args, Func<string, byte[]> readFile)
    {
        // 1. Flags. Help and version win over everything else.
        Dictionary<string, OptionValue> flags = DaemonCommandLine.Parse(args);
        if (IsSet(flags, DaemonOptionTable.Help) || IsSet(flags, DaemonOptionTable.Version))
        {
            return new DaemonOptions
            {
                ShowHelp = IsSet(flags, DaemonOptionTable.Help),
                ShowVersion = IsSet(flags, DaemonOptionTable.Version),
            };
        }

        // 2. The file: only the default one may be missing.
        OptionValue? named = flags.GetValueOrDefault(DaemonOptionTable.ConfigFile);
        string path = named?.Last ?? DaemonOptions.DefaultConfigFile;
        Dictionary<string, OptionValue> file = [];
        try
        {
            file = DaemonConfigFile.Parse(readFile(path));

            // 3. Nothing may be said twice.
            CheckConflicts(flags, file);
        }
        catch (Exception e) when (named is null && e is FileNotFoundException or DirectoryNotFoundException)
        {
            // No default file: no file.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ConfigurationException)
        {
            throw new ConfigurationException($"unable to configure the daemon with file {path}: {Reason(e, path)}", e);
        }

        // 4. Values.
        foreach ((string id, OptionValue value) in file)
        {
            flags.Add(id, value);
        }

        return Build(flags);
    }

    private static void CheckConflicts(Dictionary<string, OptionValue> flags, Dictionary<string, OptionValue> file)
    {
        string[] twice = [.. DaemonOptionTable.All
            .Where(o => flags.ContainsKey(o.Id) && file.ContainsKey(o.Id))
            .Select(o => $"{o.Id}: (from flag: {flags[o.Id].Show(o.Kind)}, from file: {file[o.Id].Show(o.Kind)})")];
        if (twice.Length > 0)
        {
            throw new ConfigurationException(
                $"the following directives are specified both as a flag and in the configuration file: {string.Join(", ", twice)}");
        }
    }

    private static DaemonOptions Build(Dictionary<string, OptionValue> given)
    {
        RefuseSelinux(given);
        HostAddress[] hosts = Hosts(given.GetValueOrDefault(DaemonOptionTable.Hosts));
        DaemonTlsOptions? tls = Tls(given);
        RefuseInsecure(hosts, tls, IsSet(given, DaemonOptionTable.AllowInsecureTcp));
        LogConfig log = Log(given);
        string execRoot = AbsolutePath(given, DaemonOptionTable.ExecRoot) ?? DaemonOptions.DefaultExecRoot;
        bool debug = IsSet(given, DaemonOptionTable.Debug);
        return new DaemonOptions
        {
            DataRoot = AbsolutePath(given, DaemonOptionTable.DataRoot) ?? DaemonOptions.DefaultDataRoot,
            ExecRoot = execRoot,
            Hosts = hosts,
            Tls = tls,
            AllowInsecureTcp = IsSet(given, DaemonOptionTable.AllowInsecureTcp),
            PidFile = AbsolutePath(given, DaemonOptionTable.PidFile) ?? $"{execRoot}/berthd.pid",
            Group = given.GetValueOrDefault(DaemonOptionTable.Group)?.Last,
            Bip = Bip(given.GetValueOrDefault(DaemonOptionTable.Bip)?.Last),
            DefaultAddressPools = AddressPools(given.GetValueOrDefault(DaemonOptionTable.DefaultAddressPools)?.Items ?? []),
            DefaultPublishAddress = PublishAddress(given),
            HostGatewayAddresses = HostGateway(given.GetValueOrDefault(DaemonOptionTable.HostGatewayAddress)?.Items ?? []),
            Resolver = Resolver(given),
            LogLevel = Level(given.GetValueOrDefault(DaemonOptionTable.LogLevel)?.Last ?? (debug ? "debug" : "info")),
            Debug = debug,
            Labels = Labels(given.GetValueOrDefault(DaemonOptionTable.Labels)?.Items ?? []),
            LogDriver = log.Type,
            LogOptions = log.Config!,
            DefaultShmSize = ShmSize(given.GetValueOrDefault(DaemonOptionTable.DefaultShmSize)?.Last),
            DefaultIpcMode = IpcMode(given.GetValueOrDefault(DaemonOptionTable.DefaultIpcMode)?.Last),
            DefaultCgroupNamespaceMode = CgroupNamespaceMode(given.GetValueOrDefault(DaemonOptionTable.DefaultCgroupNamespaceMode)?.Last),
            SeccompProfile = given.GetValueOrDefault(DaemonOptionTable.SeccompProfile)?.Last ?? "builtin",
            UsernsRemap = given.GetValueOrDefault(DaemonOptionTable.UsernsRemap)?.Last ?? "",
            Init = IsSet(given, DaemonOptionTable.Init),
            NoNewPrivileges = IsSet(given, DaemonOptionTable.NoNewPrivileges),
            Registries = Registries(given),
            MaxConcurrentDownloads = Limit(given, DaemonOptionTable.MaxConcurrentDownloads, 6),
            MaxConcurrentUploads = Limit(given, DaemonOptionTable.MaxConcurrentUploads, 5),
            MaxDownloadAttempts = Attempts(given),
            KeepLayerArchives = given.GetValueOrDefault(DaemonOptionTable.KeepLayerArchives)?.IsTrue ?? true,
            PushCompression = PushCompression(given),
            MetricsAddress = MetricsAddress(given.GetValueOrDefault(DaemonOptionTable.MetricsAddress)?.Last),
            LiveRestore = given.GetValueOrDefault(DaemonOptionTable.LiveRestore)?.IsTrue ?? true,
            ShutdownTimeout = ShutdownTimeout(given),
            Validate = IsSet(given, DaemonOptionTable.Validate),
        };
    }

    private static bool IsSet(Dictionary<string, OptionValue> given, string id) =>
        given.TryGetValue(id, out OptionValue? value) && value.IsTrue;

    private static string? AbsolutePath(Dictionary<string, OptionValue> given, string id)
    {
        string? path = given.GetValueOrDefault(id)?.Last;
        return path switch
        {
            null => null,
            "" => throw new ConfigurationException($"{id} must not be empty"),
            _ => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)),
        };
    }

    private static int ShutdownTimeout(Dictionary<string, OptionValue> given) =>
        given.GetValueOrDefault(DaemonOptionTable.ShutdownTimeout)?.Last is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 15;

    private static IPAddress[] HostGateway(IReadOnlyList<string> texts)
    {
        IPAddress[] addresses =
        [
            .. texts.Select(static text => IPAddress.TryParse(text, out IPAddress? address)
                ? address
                : throw new ConfigurationException($"host-gateway-ip: not an IP address: {text}")),
        ];
        return addresses.GroupBy(static address => address.AddressFamily).All(static family => family.Count() == 1)
            ? addresses
            : throw new ConfigurationException("only one IPv4 and one IPv6 host gateway IP address can be specified");
    }

    private static string? Bip(string? text)
    {
        if (text is null)
        {
            return null;
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        bool valid = slash > 0
            && IPAddress.TryParse(text.AsSpan(0, slash), out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetwork
            && byte.TryParse(text.AsSpan(slash + 1), out byte length)
            && length is >= 8 and <= 30;
        return valid ? text : throw new ConfigurationException($"invalid CIDR address: {text}");
    }

    /// <summary>docker's name for it, or ours, which says what it is.</summary>
    private static IPAddress PublishAddress(Dictionary<string, OptionValue> given)
    {
        string? docker = given.GetValueOrDefault(DaemonOptionTable.PublishAddress)?.Last;
        string? ours = given.GetValueOrDefault(DaemonOptionTable.DefaultPublishAddress)?.Last;
        if (docker is not null && ours is not null)
        {
            throw new ConfigurationException("ip and default-publish-address are the same: give one of them");
        }

        return (docker ?? ours) is not { } text ? IPAddress.Any
            : IPAddress.TryParse(text, out IPAddress? address) ? address
            : throw new ConfigurationException($"ip address is not correctly formatted: {text}");
    }

    private static string Level(string text) =>
        s_levels.Contains(text) ? text : throw new ConfigurationException($"invalid logging level: {text}");

    private static IReadOnlyList<string> Labels(IReadOnlyList<string> labels)
    {
        foreach (string label in labels)
        {
            if (label.IndexOf('=', StringComparison.Ordinal) < 1)
            {
                throw new ConfigurationException($"bad attribute format: {label}");
            }
        }

        return labels;
    }

    private static LogConfig Log(Dictionary<string, OptionValue> given)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string item in given.GetValueOrDefault(DaemonOptionTable.LogOptions)?.Items ?? [])
        {
            int at = item.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new ConfigurationException($"invalid logging option: {item}: it must be KEY=VALUE");
            }

            options[item[..at]] = item[(at + 1)..];
        }

        var log = new LogConfig
        {
            Type = given.GetValueOrDefault(DaemonOptionTable.LogDriver)?.Last ?? "json-file",
            Config = options,
        };
        try
        {
            _ = LogSettings.Parse(log);
            return log;
        }
        catch (EngineException e)
        {
            throw new ConfigurationException($"failed to set log opts: {e.Message}", e);
        }
    }

    private static long ShmSize(string? text)
    {
        if (text is null)
        {
            return 64L << 20;
        }

        return ByteSize.TryParse(text, out long size) && size > 0
            ? size
            : throw new ConfigurationException($"invalid size: '{text}'");
    }

    private static string Reason(Exception e, string path) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"open {path}: no such file or directory",
        UnauthorizedAccessException => $"open {path}: permission denied",
        _ => e.Message,
    };
}
