using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Observability;
using Berth.EngineApi.Images;
using Berth.Images.Pulling;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Engine.Images;

/// <summary>Fetches images from registries for clients.</summary>
public sealed class PullService(ImagePuller puller, EventBus events)
{
    private const string Reserved = "scratch";

    /// <summary>Fetches an image, or all of a repository where there is neither a tag nor a digest, and tells how far it is.</summary>
    /// <param name="image">As the client wrote it.</param>
    /// <param name="tag">A tag or a digest, which takes the place of that of <paramref name="image"/>; empty: none.</param>
    /// <param name="platform"><c>os[/architecture[/variant]]</c>; empty: this machine's.</param>
    /// <param name="credentials">Null: none.</param>
    /// <param name="write">Sends one piece of news to the client.</param>
    /// <param name="cancellation">The client is gone, or the daemon ends.</param>
    /// <exception cref="InvalidParameterException">The name or the platform is none.</exception>
    /// <exception cref="ForbiddenException">The name is reserved.</exception>
    public async Task PullAsync(
        string image,
        string? tag,
        string? platform,
        RegistryCredentials? credentials,
        Func<ProgressMessage, ValueTask> write,
        CancellationToken cancellation)
    {
        Reference reference = Parse(image, tag);
        using System.Diagnostics.Activity? span = EngineTrace.Start("image.pull", "image.reference", reference.Familiar);
        var request = new PullRequest(reference)
        {
            Platform = string.IsNullOrEmpty(platform) ? null : ParsePlatform(platform),
            Credentials = credentials,
        };
        IReadOnlyList<PulledImage> pulled;
        try
        {
            pulled = await TransferReport.RunAsync((report, gone) => puller.PullAsync(request, report, gone), write, cancellation);
        }
        catch (RegistryException e) when (e.Code is not null)
        {
            // Whatever a registry's refusal is, to dockerd the image is not there; a 401 would make the docker client ask for a password.
            throw new NotFoundException(e.Message, e);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.Unauthorized)
        {
            throw new ContainerFailedException(e.Message, e);
        }

        if (pulled.Count > 0)
        {
            new ImageEvents(events).Publish("pull", reference.Familiar, reference.FamiliarName, pulled[^1].Image);
        }
    }

    private static Reference Parse(string image, string? tag)
    {
        try
        {
            // "pull -a" of old clients sends a name with a colon at its end.
            var reference = Reference.Parse(image.EndsWith(':') ? image[..^1] : image);
            if (!string.IsNullOrEmpty(tag))
            {
                reference = Digest.TryParse(tag, out Digest digest) ? reference.WithDigest(digest) : reference.WithTag(tag);
            }

            return reference.FamiliarName == Reserved ? throw new ForbiddenException($"'{Reserved}' is a reserved name") : reference;
        }
        catch (ReferenceException e)
        {
            throw new InvalidParameterException(e.Message, e);
        }
    }

    private static Platform ParsePlatform(string text)
    {
        try
        {
            return Platform.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InvalidParameterException(e.Message, e);
        }
    }
}
