using Berth.Daemon.Observability;
using Berth.Engine;
using Berth.Engine.Configuration;
using Berth.Linux;

namespace Berth.Daemon.Hosting;

/// <summary>
/// A daemon's life: (1) the lock file, (2) the engine, with the containers that still run taken over, (3) the sockets, (4) serving
/// until SIGTERM or SIGINT, (5) the same in reverse. Containers are left running, unless <c>live-restore</c> is off.
/// </summary>
internal static partial class DaemonRun
{
    private const string RuntimeBinary = "berth-runtime";

    public static async Task<int> RunAsync(DaemonOptions options, IReadOnlyList<string> args, TimeProvider time)
    {
        using var provider = new StandardErrorLogger(StandardErrorLogger.Level(options.LogLevel), time);
        using ILoggerFactory logs = LoggerFactory.Create(b => b.AddProvider(provider).SetMinimumLevel(LogLevel.Debug));
        ILogger log = logs.CreateLogger("Berth.Daemon");
        try
        {
            // 1.
            using PidFile pidFile = PidFile.Create(options.PidFile);

            using IDisposable? traces = TraceExport.IsWanted(Environment.GetEnvironmentVariable) ? TraceExport.Begin() : null;
            if (traces is not null)
            {
                LogTraces(log);
            }

            // 2.
            using EngineHost engine = await EngineHost.OpenAsync(options, RuntimePath(), time, logs, CancellationToken.None);

            // 3.
            using TlsIdentity? tls = options.Tls is { } files ? TlsIdentity.Open(files) : null;
            using var inherited = InheritedSockets.Take(options);
            using var reload = new ConfigurationReload(args, engine, tls, provider, log);
            await using WebApplication app = DaemonHost.Build(options, engine, new DaemonListeners(options, tls, inherited), time, provider);
            await app.StartAsync();
            ServiceNotifier.Ready();
            LogReady(log, string.Join(", ", options.Hosts));
            if (options.AllowInsecureTcp && options.Tls is not { VerifiesClients: true })
            {
                LogInsecure(log);
            }

            // 4.
            await app.WaitForShutdownAsync();

            // 5.
            ServiceNotifier.Stopping();
            RemoveSockets(options);
            bool liveRestore = engine.Options.LiveRestore;
            await engine.CloseAsync();
            LogStopped(log, liveRestore ? ": containers run on" : "");
            return 0;
        }
        catch (Exception e)
        {
            LogFailed(log, e);
            return 1;
        }
    }

    private static void RemoveSockets(DaemonOptions options)
    {
        foreach (string path in options.Hosts.Select(h => h.SocketPath).OfType<string>())
        {
            File.Delete(path);
        }
    }

    /// <summary>Beside this binary, else on the PATH.</summary>
    private static string RuntimePath()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, RuntimeBinary);
        if (File.Exists(beside))
        {
            return beside;
        }

        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return path.Select(d => Path.Combine(d, RuntimeBinary)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{RuntimeBinary} is neither beside berthd nor on the PATH");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Traces go to the collector that the environment names")]
    private static partial void LogTraces(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "API listen on {Hosts}")]
    private static partial void LogReady(ILogger log, string hosts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "TCP without client certificates: who reaches the port is root on this machine")]
    private static partial void LogInsecure(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Daemon shutdown complete{Rest}")]
    private static partial void LogStopped(ILogger log, string rest);

    [LoggerMessage(Level = LogLevel.Critical, Message = "failed to start daemon")]
    private static partial void LogFailed(ILogger log, Exception error);
}
