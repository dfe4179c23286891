using System.Text.Json;
using Berth.Engine.Errors;
using Berth.EngineApi.Images;
using Berth.EngineApi.Registries;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Engine.Registries;

/// <summary>What registries say of images, without fetching them (<c>GET /distribution/{name}/json</c>).</summary>
public sealed class DistributionService(RegistryClient.Registries registries)
{
    /// <summary>More than any configuration has, and as much as the store takes.</summary>
    private const int LongestConfig = 8 << 20;

    /// <summary>The manifest that a name means, and the platforms it is for: (1) the manifest, (2) of an index the platforms that it lists,
    /// of one image that of its configuration.</summary>
    /// <param name="name">With a tag, a digest, or none, which is <c>latest</c>.</param>
    /// <param name="credentials">For the registry; null: none.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="InvalidParameterException">It is no name.</exception>
    /// <exception cref="RegistryException">The registry has it not, refuses, cannot be reached or sends what it should not.</exception>
    public async Task<DistributionInspect> InspectAsync(string name, RegistryCredentials? credentials, CancellationToken cancellation)
    {
        Reference reference = Parse(name);
        RemoteRepository repository = registries.Open(reference, credentials);

        // 1.
        RemoteManifest manifest = await GetManifestAsync(repository, reference, cancellation);

        // 2.
        return new DistributionInspect
        {
            Descriptor = new OciDescriptor
            {
                MediaType = manifest.MediaType,
                Digest = manifest.Digest.ToString(),
                Size = manifest.Bytes.Length,
            },
            Platforms = await PlatformsAsync(repository, manifest, cancellation),
        };
    }

    private static Reference Parse(string name)
    {
        if (Reference.IsBareImageId(name))
        {
            throw new InvalidParameterException("no manifest found for full image ID");
        }

        try
        {
            return Reference.Parse(name).WithDefaultTag();
        }
        catch (ReferenceException e)
        {
            throw new InvalidParameterException(e.Message, e);
        }
    }

    // dockerd says here what the registry said, without the words of a pull around it.
    private static async Task<RemoteManifest> GetManifestAsync(RemoteRepository repository, Reference reference, CancellationToken cancellation)
    {
        try
        {
            return await repository.GetManifestAsync(reference.Digest?.ToString() ?? reference.Tag!, cancellation);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound && e.First is { } said)
        {
            throw new NotFoundException(said);
        }
    }

    private static async Task<IReadOnlyList<OciPlatform>?> PlatformsAsync(
        RemoteRepository repository, RemoteManifest manifest, CancellationToken cancellation)
    {
        try
        {
            if (MediaTypes.IsIndex(manifest.MediaType))
            {
                ImageIndex? index = JsonSerializer.Deserialize(manifest.Bytes, OciJson.Default.ImageIndex);
                return [.. (index?.Manifests ?? []).Select(static m => m?.Platform is { } platform ? Describe(platform) : new OciPlatform())];
            }

            if (!MediaTypes.IsManifest(manifest.MediaType))
            {
                return null;
            }

            Manifest? image = JsonSerializer.Deserialize(manifest.Bytes, OciJson.Default.Manifest);
            return image?.Config is { MediaType: MediaTypes.DockerConfig or MediaTypes.OciConfig } config
                ? await PlatformOfAsync(repository, config, cancellation)
                : null;
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, $"{repository.Name.Familiar}: the registry sent a document that breaks its format: {e.Message}", e);
        }
    }

    private static async Task<IReadOnlyList<OciPlatform>?> PlatformOfAsync(RemoteRepository repository, Descriptor config, CancellationToken cancellation)
    {
        if (config.Size is < 0 or > LongestConfig)
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, $"the configuration {config.Digest} is said to have {config.Size} bytes, at most {LongestConfig} are read");
        }

        byte[] bytes = new byte[config.Size];
        await using (Stream blob = await repository.OpenBlobAsync(config, cancellation))
        {
            await blob.ReadExactlyAsync(bytes, cancellation);
        }

        if (Digest.Of(bytes) != config.Digest)
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, $"the registry sent another configuration than {config.Digest}");
        }

        // Something else than an image may stand under the media type of one; then it is for no platform.
        return JsonSerializer.Deserialize(bytes, OciJson.Default.ImageConfig) is { Os.Length: > 0 } image
            ? [new OciPlatform { Architecture = image.Architecture ?? "", Os = image.Os, OsVersion = image.OsVersion, Variant = image.Variant }]
            : null;
    }

    private static OciPlatform Describe(Platform platform) => new()
    {
        Architecture = platform.Architecture ?? "",
        Os = platform.Os ?? "",
        OsVersion = platform.OsVersion,
        OsFeatures = platform.OsFeatures,
        Variant = platform.Variant,
    };
}
