using System.Runtime.InteropServices;

namespace Berth.Registry.Hosting;

/// <summary>Reads the certificate again at SIGHUP, and by itself when its files have changed.</summary>
internal sealed partial class CertificateReload : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly ServerCertificate? _certificate;
    private readonly ILogger _log;
    private readonly ITimer? _timer;
    private readonly PosixSignalRegistration _registration;
    private string? _lastFailure;

    /// <param name="certificate">Null: a SIGHUP does nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it is told.</param>
    public CertificateReload(ServerCertificate? certificate, TimeProvider time, ILogger log)
    {
        _certificate = certificate;
        _log = log;
        _timer = certificate is null ? null : time.CreateTimer(_ => Run(isAsked: false), null, s_interval, s_interval);
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Run(isAsked: true);
        });
    }

    public void Dispose()
    {
        _registration.Dispose();
        _timer?.Dispose();
    }

    private void Run(bool isAsked)
    {
        try
        {
            if (_certificate?.Reload() == true)
            {
                LogReloaded(_log, _certificate.Expires);
            }
            else if (isAsked)
            {
                LogUnchanged(_log);
            }

            _lastFailure = null;
        }
        catch (IOException e)
        {
            // The same reason every few seconds is no news.
            if (isAsked || e.Message != _lastFailure)
            {
                LogRefused(_log, e.Message);
            }

            _lastFailure = e.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "New connections get the new certificate, valid until {Expires:u}")]
    private static partial void LogReloaded(ILogger log, DateTimeOffset expires);

    [LoggerMessage(Level = LogLevel.Information, Message = "SIGHUP: the certificate has not changed; other settings are read at the start")]
    private static partial void LogUnchanged(ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificate stays the old one: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}
