using System.Runtime.InteropServices;
using Berth.Engine;
using Berth.Engine.Configuration;

namespace Berth.Daemon.Hosting;

/// <summary>
/// Reads the configuration again at SIGHUP, as dockerd does. What can change while the daemon runs is <c>registry-mirrors</c>,
/// <c>registries</c> and <c>insecure-registries</c>, and what the files of the certificates hold; everything else stays as it was at the start, and so does all of it where the file is wrong.
/// </summary>
internal sealed partial class ConfigurationReload : IDisposable
{
    private readonly IReadOnlyList<string> _args;
    private readonly EngineHost _engine;
    private readonly TlsIdentity? _tls;
    private readonly ILogger _log;
    private readonly PosixSignalRegistration _registration;

    public ConfigurationReload(IReadOnlyList<string> args, EngineHost engine, TlsIdentity? tls, ILogger log)
    {
        _args = args;
        _engine = engine;
        _tls = tls;
        _log = log;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Run();
        });
    }

    public void Dispose() => _registration.Dispose();

    private void Run()
    {
        try
        {
            _engine.Reload(DaemonOptions.Load(_args).Registries);
            _tls?.Reload();
            LogReloaded(_log);
        }
        catch (Exception e) when (e is ConfigurationException or IOException)
        {
            LogRefused(_log, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloaded the configuration: registry-mirrors, registries, insecure-registries")]
    private static partial void LogReloaded(ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "Error reconfiguring the daemon: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}
