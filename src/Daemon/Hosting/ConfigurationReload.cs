using System.Runtime.InteropServices;
using Berth.Engine;
using Berth.Engine.Configuration;

namespace Berth.Daemon.Hosting;

/// <summary>
/// Reads the configuration again at SIGHUP, as dockerd does, and logs what that changed (<see cref="OptionsReload"/>); what
/// the files of the certificates hold is read anew too. Where the file is
/// wrong, everything stays as it was.
/// </summary>
internal sealed partial class ConfigurationReload : IDisposable
{
    private readonly IReadOnlyList<string> _args;
    private readonly EngineHost _engine;
    private readonly TlsIdentity? _tls;
    private readonly StandardErrorLogger _output;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration _registration;

    public ConfigurationReload(IReadOnlyList<string> args, EngineHost engine, TlsIdentity? tls, StandardErrorLogger output, ILogger log)
    {
        _args = args;
        _engine = engine;
        _tls = tls;
        _output = output;
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
        lock (_lock)
        {
            try
            {
                OptionsReload reload = _engine.Reload(DaemonOptions.Load(_args));
                _output.Threshold = StandardErrorLogger.Level(reload.Next.LogLevel);
                _tls?.Reload();
                LogReloaded(_log, reload.Changed.Count == 0 ? "nothing has changed" : string.Join(", ", reload.Changed));
                if (reload.AfterRestart.Count > 0)
                {
                    LogAfterRestart(_log, string.Join(", ", reload.AfterRestart));
                }
            }
            catch (Exception e) when (e is ConfigurationException or IOException)
            {
                LogRefused(_log, e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloaded configuration: {Changes}")]
    private static partial void LogReloaded(ILogger log, string changes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reloaded configuration: takes a restart of the daemon: {Changes}")]
    private static partial void LogAfterRestart(ILogger log, string changes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Error reconfiguring the daemon: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}
