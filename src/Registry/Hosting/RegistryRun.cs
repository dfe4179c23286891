using System.Net.Sockets;
using Berth.Linux;
using Berth.Registry.CommandLine;
using Berth.Registry.Configuration;
using Berth.Registry.Observability;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Hosting;

/// <summary>
/// A registry's life: (1) its data, (2) whether it may be served so, (3) the server, (4) serving until SIGTERM or SIGINT, (5) the same in reverse: requests under way
/// get <see cref="RegistryOptions.Patience"/> to end, and what uploads have brought until then stays for whoever goes on with them.
/// </summary>
internal static partial class RegistryRun
{
    public static async Task<int> RunAsync(RegistryOptions options, TimeProvider time)
    {
        using Stream output = Console.OpenStandardError();
        using var registryLog = new RegistryLog(options.LogLevel, options.LogsJson, time, output);
        using ILoggerFactory logs = LoggerFactory.Create(b => b.AddProvider(registryLog).SetMinimumLevel(LogLevel.Debug));
        ILogger log = logs.CreateLogger("Berth.Registry");
        try
        {
            // 1.
            if (!RegistryData.Exists(options))
            {
                // Nothing is made for a registry that would not start.
                RefuseAddresses(options with { HasAccounts = options.Accounts == AccountsMode.On });
            }

            using RegistryData data = RegistryData.Open(options);
            using ServeLock serveLock = ServeLock.Take(options.DataRoot, options.SharesData);

            // 2.
            RefuseAddresses(data.Options);
            WarnOfAddresses(data.Options, log);

            // 3.
            ServerCertificate? certificate = options.HasTls ? ServerCertificate.Open(options.CertificateFile!, options.KeyFile!) : null;
            using var reload = new CertificateReload(certificate, time, log);
            await using WebApplication app = RegistryHost.Build(data, certificate, registryLog, time);
            await app.StartAsync();
            ServiceNotifier.Ready();
            LogReady(log, RegistryHost.Version, options.DataRoot, string.Join(", ", app.Urls));
            IdleMemory.GiveBack();

            // 4.
            await app.WaitForShutdownAsync();

            // 5.
            ServiceNotifier.Stopping();
            LogStopped(log);
            return 0;
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or SqliteException or VerbException)
        {
            LogFailed(log, e.Message);
            return 1;
        }
    }

    /// <exception cref="VerbException">It may not be served so.</exception>
    private static void RefuseAddresses(RegistryOptions options)
    {
        if (AddressRules.Refusals(options) is { Count: > 0 } refusals)
        {
            throw new VerbException(string.Join(' ', refusals));
        }
    }

    private static void WarnOfAddresses(RegistryOptions options, ILogger log)
    {
        foreach (string warning in AddressRules.Warnings(options))
        {
            LogWarning(log, warning);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "berth-registry {Version} serves {DataRoot} at {Urls}")]
    private static partial void LogReady(ILogger log, string version, string dataRoot, string urls);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogWarning(ILogger log, string warning);

    [LoggerMessage(Level = LogLevel.Information, Message = "berth-registry has ended")]
    private static partial void LogStopped(ILogger log);

    [LoggerMessage(Level = LogLevel.Critical, Message = "berth-registry cannot start: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}
