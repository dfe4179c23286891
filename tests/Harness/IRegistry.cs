namespace Berth.Harness;

/// <summary>A registry of the tests' own: <see cref="BerthRegistry"/>, or Debian's docker-registry (<see cref="RegistryServer"/>), which a suite is proved against.</summary>
public interface IRegistry : IAsyncDisposable
{
    /// <summary>As references name it: <c>127.0.0.1:5000</c>.</summary>
    string Host { get; }

    Uri Url { get; }

    /// <summary>The registry's certificate, self-signed, in PEM; only with TLS.</summary>
    string CertificateFile { get; }

    /// <summary>What it has printed so far, with a line for each request.</summary>
    string Log { get; }

    /// <summary>Ends it; what it has stored stays.</summary>
    Task StopAsync();

    /// <summary>Starts it on the port and the directory that it has; after <see cref="StopAsync"/>.</summary>
    Task StartAgainAsync();
}
