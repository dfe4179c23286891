using Berth.Images.Layers;
using Berth.Images.Pulling.Schema1;
using Berth.Images.Transfers;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>
/// Fetches one image:
/// <list type="number">
/// <item>The reference leads to a manifest (<see cref="ManifestChoice"/>). Where it means what it meant the last time, which costs one short
/// answer, and everything of that is here, there is nothing to do.</item>
/// <item>The manifest to a configuration, whose digest is the image's ID.</item>
/// <item>Layers that are here are held; the others are fetched side by side (<see cref="LayerFetch"/>).</item>
/// <item>As they arrive, they are put on top of each other, lowest first.</item>
/// <item>The image is recorded, then named by its tag and by the digest that the registry has for it.</item>
/// </list>
/// The image is there in step 5 and not before. What steps 3 and 4 made and nobody needs goes when this ends, however it ends.
/// </summary>
internal sealed class ImagePull(
    ImagePuller puller, RemoteRepository repository, Reference reference, Platform? platform, Action<TransferProgress> report)
{
    // Of schema 1, which counts those too that changed no file.
    private const int MaxSteps = 1000;

    private ImageStore Store => puller.Store;

    public async Task<PulledImage> RunAsync(CancellationToken cancellation)
    {
        // 1.
        string tagOrDigest = reference.Digest?.ToString() ?? reference.Tag!;
        if (await FindPresentAsync(tagOrDigest, cancellation).ConfigureAwait(false) is { } present)
        {
            Announce(tagOrDigest);
            return Name(present.Image, present.Digest);
        }

        var choice = new ManifestChoice(repository, platform, Store.Options);
        var (named, manifest) = await choice.FollowAsync(tagOrDigest, cancellation).ConfigureAwait(false);
        Announce(tagOrDigest);

        // 2. to 5.
        ImageRecord image = manifest.Schema1 is { } old
            ? await PullOldAsync(old, cancellation).ConfigureAwait(false)
            : await PullAsync(manifest, manifest.Manifest!, cancellation).ConfigureAwait(false);
        return Name(image, named);
    }

    private void Announce(string tagOrDigest) => report(new TransferProgress(tagOrDigest, $"Pulling from {reference.Path}") { IsLine = true });

    // The image that has the name, if the registry has for it what it had when that image came.
    private async Task<(ImageRecord Image, Digest Digest)?> FindPresentAsync(string tagOrDigest, CancellationToken cancellation)
    {
        if (Store.TryFind(reference.ToString()) is not { } image
            || !image.References.Any(r => r.Digest is not null && r.Name == reference.Name)
            || !IsFor(image.Platform)
            || image.Layers.Any(Store.Layers.IsDamaged))
        {
            return null;
        }

        Descriptor? now = await repository.HeadManifestAsync(tagOrDigest, cancellation).ConfigureAwait(false);
        return now is not null && image.References.Contains(reference.WithDigest(now.Digest)) ? (image, now.Digest) : null;
    }

    // Of several images that an index may lead to, the one that it led to.
    private bool IsFor(Platform actual)
    {
        Platform wanted = (platform ?? Platform.Host).Normalised();
        Platform normal = actual.Normalised();
        return normal.Os == wanted.Os && normal.Architecture == wanted.Architecture
            && (platform?.Variant is null || normal.Variant == wanted.Variant);
    }

    private async Task<ImageRecord> PullAsync(ManifestDocument document, Manifest manifest, CancellationToken cancellation)
    {
        byte[] config = await new ConfigFetch(Store, repository).GetAsync(manifest.Config, cancellation).ConfigureAwait(false);
        ImageConfig parsed = ImageDocuments.ParseConfig(config, Store.Options);
        CheckConfig(parsed, manifest);
        WarnOfPlatform(parsed);
        LayerSource[] sources = [.. manifest.Layers.Zip(parsed.RootFs.DiffIds, static (archive, diffId) => new LayerSource(archive, diffId))];
        var layers = new LayerStack(puller, repository, sources, report);
        await using (layers.ConfigureAwait(false))
        {
            await layers.RaiseAsync(isKnown: Store.Get(manifest.Config.Digest) is not null, cancellation).ConfigureAwait(false);
            return Record(config, parsed, layers, document.Bytes);
        }
    }

    // Schema 1 has no configuration: it is written when the layers have told what they are. It is no manifest that could be pushed.
    private async Task<ImageRecord> PullOldAsync(byte[] payload, CancellationToken cancellation)
    {
        Schema1Image old = Schema1Image.Read(payload, reference.FamiliarName, MaxSteps);
        if (old.Layers.Count > Store.Options.MaxLayers)
        {
            throw ImageException.Invalid(
                $"max depth exceeded: the image has {old.Layers.Count} layers, at most {Store.Options.MaxLayers} are supported");
        }

        var layers = new LayerStack(puller, repository, [.. old.Layers.Select(OldLayer)], report);
        await using (layers.ConfigureAwait(false))
        {
            await layers.RaiseAsync(isKnown: false, cancellation).ConfigureAwait(false);
            byte[] config = old.MakeConfig([.. layers.Layers.Select(static layer => layer.DiffId)]);
            return Record(config, ImageDocuments.ParseConfig(config, Store.Options), layers, manifest: []);
        }
    }

    // An archive that came here before has told its diff ID.
    private LayerSource OldLayer(Digest digest)
    {
        LayerArchive? known = Store.Archives.Get(digest);
        return new LayerSource(new Descriptor { Digest = digest, Size = known?.Size ?? -1 }, known?.DiffId);
    }

    private static void CheckConfig(ImageConfig config, Manifest manifest)
    {
        if (!string.IsNullOrEmpty(config.Os) && config.Os != Platform.Host.Os)
        {
            throw ImageException.Invalid($"image operating system \"{config.Os}\" cannot be used on this platform: operating system is not supported");
        }

        if (config.RootFs.DiffIds.Count != manifest.Layers.Count)
        {
            throw ImageException.Invalid("layers from manifest don't match image configuration");
        }
    }

    // An image without an index is for one platform; what was asked for is only a wish then, as docker has it.
    private void WarnOfPlatform(ImageConfig config)
    {
        if (platform is null || string.IsNullOrEmpty(config.Architecture))
        {
            return;
        }

        var actual = new Platform { Os = config.Os ?? platform.Os, Architecture = config.Architecture, Variant = config.Variant };
        if (!new PlatformPreference(platform).Accepts(actual))
        {
            string text = $"image with reference {reference.Familiar} was found but its platform ({actual}) does not match the specified platform ({platform})";
            report(new TransferProgress(null, $"WARNING: {text}") { IsLine = true });
        }
    }

    private ImageRecord Record(byte[] config, ImageConfig parsed, LayerStack layers, byte[] manifest) =>
        Store.Add(ImageRecord.Of(config, parsed, [.. layers.Layers], manifest), config, manifest);

    private PulledImage Name(ImageRecord image, Digest named)
    {
        report(new TransferProgress(null, $"Digest: {named}") { IsLine = true });
        Reference digest = reference.WithDigest(named);
        Reference[] names = reference.Digest is null ? [digest, reference] : [digest];
        bool isNew = Store.TryFind(names[^1].ToString())?.Id != image.Id;
        foreach (Reference name in names.Where(name => Store.TryFind(name.ToString())?.Id != image.Id))
        {
            image = Store.SetName(name, image.Id).Image;
        }

        return new PulledImage(image, named, isNew);
    }
}
