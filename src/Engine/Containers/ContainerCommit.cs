using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Specs;
using Berth.Engine.SystemInformation;
using Berth.Images;
using Berth.Linux;
using Berth.Oci;
using Berth.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>
    /// Makes an image of a container:
    /// <list type="number">
    /// <item>All that was asked for is checked.</item>
    /// <item>One that runs is frozen, so that its files are of one moment, until they have been read.</item>
    /// <item>The image is made, named and told of.</item>
    /// </list>
    /// </summary>
    /// <returns>The image's ID.</returns>
    public async Task<Digest> CommitAsync(CommitRequest request, CancellationToken cancellation = default)
    {
        // 1.
        Container container = _index.Get(request.Container);
        RefuseUnlessCommittable(container);
        ContainerRecord record = container.Record;
        var options = new CommitOptions
        {
            Parent = Digest.Parse(record.ImageId),
            Config = CommitConfig.Of(request.Config, record.Config, request.Changes),
            CreatedBy = string.Join(' ', record.Config.Cmd ?? []),
            EngineVersion = EngineBuild.Version,
            Author = request.Author,
            Comment = request.Comment,
            Target = request.Target(),
        };

        // 2.
        bool frozen = request.Pause && TryFreeze(container);
        int resumed = frozen ? 0 : 1;
        Failpoint.Hit("commit.frozen");
        ImageRecord image;
        try
        {
            // 3.
            image = await _images.CommitAsync(container.Id, options, Resume, cancellation);
        }
        finally
        {
            Resume();
        }

        var images = new ImageEvents(_events);
        images.Publish("create", image);
        if (options.Target is { } target)
        {
            images.Publish("tag", image.Id.ToString(), target.Familiar, image);
        }

        Publish(container, "commit", ("comment", request.Comment ?? ""), ("imageID", image.Id.ToString()), ("imageRef", options.Target?.Familiar ?? ""));

        return image.Id;

        void Resume()
        {
            if (Interlocked.Exchange(ref resumed, 1) == 0)
            {
                Thaw(container);
            }
        }
    }

    private static void RefuseUnlessCommittable(Container container)
    {
        switch (container.State.Status)
        {
            case ContainerStatus.Dead:
                throw new ConflictException($"You cannot commit container {container.Id} which is Dead");
            case ContainerStatus.Removing:
                throw new ConflictException($"You cannot commit container {container.Id} which is being removed");
        }
    }

    /// <summary>Freezes a container that runs; false where it does not.</summary>
    private bool TryFreeze(Container container)
    {
        if (container.State.Status != ContainerStatus.Running || !container.Freezer.TryEnter(_paths.RuntimeRoot, container.Id))
        {
            return false;
        }

        Publish(container, "pause");
        return true;
    }

    private void Thaw(Container container)
    {
        try
        {
            container.Freezer.Leave(_paths.RuntimeRoot, container.Id);
            Publish(container, "unpause");
        }
        catch (Exception e) when (e is RuntimeException or IOException)
        {
            LogNotThawed(container.Id, e);
        }
    }

    /// <summary>A commit that the daemon did not live to end leaves its container frozen; one that is paused stays so.</summary>
    private void RecoverFreezer(Container container)
    {
        try
        {
            container.Freezer.Recover(_paths.RuntimeRoot, container.Id, container.State.Status == ContainerStatus.Paused);
        }
        catch (Exception e) when (e is RuntimeException or IOException)
        {
            LogNotThawed(container.Id, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id}: it cannot be frozen or let go on as it should")]
    private partial void LogNotThawed(string id, Exception error);
}
