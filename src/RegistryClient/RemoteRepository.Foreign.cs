using Berth.Oci;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

/// <summary>
/// Foreign layers (schema 2, "foreign"; OCI, "nondistributable"): content that its owner forbids registries to hand out, at addresses of its
/// descriptor. Whoever wrote the manifest chose them, so they are asked as a stranger: over http(s) only, with no credentials of any kind, no
/// answer to a challenge, none of the settings that the registry's host has.
/// </summary>
public sealed partial class RemoteRepository
{
    private const int MostForeignAddresses = 8;

    private static List<Uri> ForeignAddresses(Descriptor blob)
    {
        var addresses = new List<Uri>();
        foreach (string url in MediaTypes.IsForeignLayer(blob.MediaType) ? (blob.Urls ?? []).Take(MostForeignAddresses) : [])
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0)
            {
                addresses.Add(uri);
            }
        }

        return addresses;
    }

    /// <summary>The first of the addresses that has the blob, as docker does it.</summary>
    /// <exception cref="RegistryException">None has; this is what the last one said, else what the registry did.</exception>
    private async Task<(BlobOpening Open, BlobPart First)> OpenForeignAsync(
        IReadOnlyList<Uri> addresses, Descriptor blob, RegistryException failure, CancellationToken cancellation)
    {
        foreach (Uri address in addresses)
        {
            BlobOpening open = (b, offset, c) => OpenForeignAsync(address, b, offset, c);
            try
            {
                return (open, await open(blob, 0, cancellation));
            }
            catch (RegistryException e)
            {
                failure = e;
            }
        }

        throw failure;
    }

    private Task<BlobPart> OpenForeignAsync(Uri address, Descriptor blob, long offset, CancellationToken cancellation)
    {
        HostConnection host = _registries.Connect(new RegistryHost
        {
            Base = new Uri(address.GetLeftPart(UriPartial.Authority)),
            Registry = address.Authority,
            Capabilities = HostCapabilities.Pull,
        });
        var request = new RegistryRequest { Method = HttpMethod.Get, Location = address, IsAnonymous = true };
        return _registries.Retry.RunAsync(
            c => OpenPartAsync(host, request, blob, offset, c), _registries.Options.Attempts, cancellation);
    }
}
