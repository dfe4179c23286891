using System.Net;
using Berth.Oci;
using Berth.RegistryClient.Errors;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

/// <summary>
/// A repository in a registry. What is read comes from the first of the registry's hosts (<see cref="IRegistryHosts.For"/>) that has it;
/// a mirror that cannot be reached, refuses, has not got it or sends the wrong bytes is passed over.
/// </summary>
public sealed partial class RemoteRepository
{
    private readonly Registries _registries;
    private readonly RegistryCredentials _credentials;

    internal RemoteRepository(Registries registries, Reference name, RegistryCredentials credentials)
    {
        _registries = registries;
        _credentials = credentials;
        Name = name;
    }

    public Reference Name { get; }

    // A mirror may know the repository by another name.
    internal string PathAt(HostConnection host) => host.Host.RepositoryPath(Name.Path);

    /// <summary>Sends a request to a host and gives its answer, whatever its status. Tells the hosts whether there was one.</summary>
    /// <exception cref="RegistryException">There is none.</exception>
    internal async Task<HttpResponseMessage> SendAsync(HostConnection host, RegistryRequest request, CancellationToken cancellation)
    {
        try
        {
            RegistryCredentials credentials = host.Host.IsMirror ? new RegistryCredentials() : _credentials;
            HttpResponseMessage response = await host.SendAsync(request, credentials, cancellation);
            _registries.Hosts.Report(host.Host, FailureOf(response));
            return response;
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.Unavailable)
        {
            _registries.Hosts.Report(host.Host, e.Message);
            throw;
        }
    }

    /// <summary>What is wrong with a host that gives such an answer; null: nothing.</summary>
    internal static string? FailureOf(HttpResponseMessage response) => response.StatusCode < HttpStatusCode.InternalServerError
        ? null
        : $"received unexpected HTTP status: {(int)response.StatusCode} {ErrorText.OneLine(response.ReasonPhrase ?? "")}".TrimEnd();

    internal Task<RegistryException> ErrorAsync(HostConnection host, HttpResponseMessage response, CancellationToken cancellation) =>
        AnswerErrors.ReadAsync(response, host.Stall, _registries.Options.Time, cancellation);

    /// <summary>Asks the hosts in their order, each several times if need be, until one has an answer.</summary>
    /// <exception cref="RegistryException">None has; this is what the last one said, which is the registry itself.</exception>
    private async Task<T> AskAsync<T>(
        HostCapabilities need, Func<HostConnection, CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        await _registries.ProbeAsync(Name.Domain, cancellation);
        List<RegistryHost> hosts = [.. _registries.Hosts.For(Name.Domain).Where(h => h.Capabilities.HasFlag(need))];
        for (int i = 0; i < hosts.Count; i++)
        {
            HostConnection host = _registries.Connect(hosts[i]);
            bool isLast = i == hosts.Count - 1;
            try
            {
                int attempts = isLast ? _registries.Options.Attempts : 1;
                return await _registries.Retry.RunAsync(c => ask(host, c), attempts, cancellation);
            }
            catch (RegistryException) when (!isLast)
            {
                // Whatever is wrong with a mirror, the next one may do better.
            }
        }

        throw new RegistryException(RegistryErrorKind.Unavailable, $"no host is configured that may be asked for {Name.Domain}");
    }
}
