using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>Fetches the configuration of an image; one that is here is not fetched again.</summary>
internal sealed class ConfigFetch(ImageStore store, RemoteRepository repository)
{
    // What an image's configuration has been called; registries have also lost the type on the way (moby issue 22378).
    private static readonly string[] s_types =
    [
        MediaTypes.DockerConfig, MediaTypes.OciConfig, "application/octet-stream", "application/json", "text/html", "",
    ];

    /// <exception cref="ImageException">InvalidParameter: it is that of something else, or too large.</exception>
    /// <exception cref="RegistryException">It cannot be had, or its bytes are others.</exception>
    public async Task<byte[]> GetAsync(Descriptor config, CancellationToken cancellation)
    {
        if (!s_types.Contains(config.MediaType ?? "", StringComparer.Ordinal))
        {
            string kind = config.MediaType == "application/vnd.docker.plugin.v1+json" ? "plugin" : "unknown";
            throw ImageException.Invalid($"encountered remote \"{config.MediaType}\"({kind}) when fetching");
        }

        if (config.Size < 0 || config.Size > store.Options.MaxDocumentBytes)
        {
            throw ImageException.Invalid($"the image configuration is longer than the {store.Options.MaxDocumentBytes} bytes that are accepted");
        }

        if (store.Get(config.Digest) is not null)
        {
            return store.ReadConfig(config.Digest);
        }

        byte[] bytes = new byte[config.Size];
        Stream source = await repository.OpenBlobAsync(config, cancellation).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await source.ReadExactlyAsync(bytes, cancellation).ConfigureAwait(false);
        }

        return Digest.Of(bytes) == config.Digest
            ? bytes
            : throw new RegistryException(RegistryErrorKind.InvalidAnswer, $"image config verification failed for digest {config.Digest}");
    }
}
