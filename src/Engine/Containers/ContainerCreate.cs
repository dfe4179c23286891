using Berth.Engine.Concurrency;
using Berth.Engine.Containers.Starting;
using Berth.Engine.Errors;
using Berth.Engine.Names;
using Berth.Engine.Observability;
using Berth.Engine.Specs;
using Berth.Engine.Volumes;
using Berth.EngineApi.Containers;
using Berth.Images;
using Berth.Linux;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    private const UnixFileMode ContainerDirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    /// <summary>
    /// Makes a container. Everything is checked before anything is made: (1) name and image, (2) the request, merged with the image and
    /// completed, (3) what it mounts. Then it is made, and unmade in reverse when a later step fails: (4) the name, (5) its directory,
    /// (6) volumes, (7) the writable layer, and what it has for empty volumes, (8) the record.
    /// </summary>
    public async Task<CreateContainerResponse> CreateAsync(string? name, string? platform, CreateContainerRequest request)
    {
        // 1.
        string? wanted = string.IsNullOrEmpty(name) ? null : ContainerName.Validate(name);
        ImageRecord image = FindImage(request.Image, platform);

        // 2. and 3.
        string id = ObjectId.New();
        using System.Diagnostics.Activity? span = EngineTrace.Start("container.create", "container.id", id);
        IReadOnlyList<string> warnings = CreateRequestValidator.Validate(request, _facts);
        ContainerRecord record = Plan(id, image, request);

        var undo = new UndoStack();
        using VolumeHold volumes = _mounts.Hold();
        try
        {
            // 4.
            string reserved = _index.Reserve(id, wanted);
            undo.Push("name", () => _index.Release(reserved));

            // 5.
            record = record with { Name = reserved };
            string directory = _paths.ContainerDirectory(id);
            Directory.CreateDirectory(_paths.Containers, ContainerDirectoryMode);
            Directory.CreateDirectory(directory, ContainerDirectoryMode);
            undo.Push("directory", () => EngineDirectory.Remove(directory));
            string[] names = [.. record.Mounts.Select(Mounting.ContainerMounts.NameVolume)];
            PlannedVolumes.Write(directory, [.. names.Except(record.Mounts.Select(static m => m.Name))]);
            Failpoint.Hit("create.directory");

            // 6.
            record = record with { Mounts = [.. record.Mounts.Zip(names, (mount, volume) => _mounts.MakeVolume(mount, volume, volumes, undo))] };
            Failpoint.Hit("create.volumes");

            // 7.
            _mounts.MakeLayer(record);
            undo.Push("writable layer", () => _images.Snapshots.Remove(id));
            _mounts.Populate(record);

            // 8.
            _store.Put(record);
            undo.Commit();
            Failpoint.Hit("create.recorded");
        }
        catch
        {
            await undo.UnwindAsync((what, error) => LogUndoFailed(id, what, error));
            throw;
        }

        var container = new Container(record);
        _index.Add(container);
        Publish(container, "create");
        ExplainCreation(record, request.HostConfig ?? new HostConfig(), warnings);
        return new CreateContainerResponse { Id = id, Warnings = warnings };
    }

    private ImageRecord FindImage(string? name, string? platform)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new InvalidParameterException("Config.Image cannot be empty in order to create a container");
        }

        Oci.Platform? wanted = string.IsNullOrEmpty(platform) ? null : Oci.Platform.Parse(platform);
        ImageRecord image = _images.Find(name);
        Oci.Platform own = image.Platform;
        return wanted is null || (wanted.Os == own.Os && wanted.Architecture == own.Architecture)
            ? image
            : throw new NotFoundException(
                $"image with reference {name} was found but its platform ({own}) does not match the specified platform ({wanted})");
    }

    /// <summary>The record of a container that can be made, without its name.</summary>
    private ContainerRecord Plan(string id, ImageRecord image, CreateContainerRequest request)
    {
        HostConfig host = RequestDefaults.Complete(request.HostConfig ?? new HostConfig(), _facts, _options);
        new Links.ContainerLinks(_index).Validate(host);
        UserNamespaceRules.Validate(host, remaps: _options.UsernsRemap.Length > 0);
        host = host with
        {
            NetworkMode = ResolveContainer(NamespaceMode.Network(host.NetworkMode), host.NetworkMode!),
            PidMode = ResolveContainer(NamespaceMode.Pid(host.PidMode), host.PidMode!),
            IpcMode = ResolveContainer(NamespaceMode.Ipc(host.IpcMode), host.IpcMode!),
        };
        ContainerConfig config = RequestDefaults.Complete(ImageDefaults.Merge(request, image.Config.Config), host, id, _facts);
        string[] command = [.. config.Entrypoint ?? [], .. config.Cmd ?? []];
        if (command.Length == 0)
        {
            throw new InvalidParameterException("no command specified");
        }

        IReadOnlyList<ContainerMount> mounts = MountPlanner.Plan(config, host, TakenMounts(host));
        MountSources.Check(mounts);
        mounts = [.. mounts.Select((mount, i) => _mounts.FindImage(mount, id, i, name => _images.Find(name)))];
        return new ContainerRecord
        {
            Id = id,
            Name = "",
            Created = _time.GetUtcNow(),
            ImageId = image.Id.ToString(),
            Config = config,
            HostConfig = host,
            Endpoints = new PlannedNetworks(_lookup).Plan(host, request),
            Path = command[0],
            Args = command[1..],
            Mounts = mounts,
        };
    }

    private List<ContainerMount> TakenMounts(HostConfig host)
    {
        var taken = new List<ContainerMount>();
        foreach (VolumesFromSpec from in (host.VolumesFrom ?? []).Select(VolumesFromSpec.Parse))
        {
            taken.AddRange(from.Take(Donor(from.Container).Record.SharedMounts));
        }

        return taken;
    }

    private Container Donor(string idOrName)
    {
        try
        {
            return _index.Get(idOrName);
        }
        catch (NotFoundException e)
        {
            throw new InvalidParameterException(e.Message, e);
        }
    }

    /// <summary>
    /// Another container is meant by its name now; it shall be the same one when it has another name. One that is not there is the request's fault:
    /// clients who are told "not found" pull the image.
    /// </summary>
    private string ResolveContainer(NamespaceMode parsed, string mode)
    {
        if (parsed is not { IsContainer: true, Container: { } other })
        {
            return mode;
        }

        try
        {
            return $"container:{_index.Get(other).Id}";
        }
        catch (NotFoundException e)
        {
            throw new InvalidParameterException(e.Message, e);
        }
    }

    [Microsoft.Extensions.Logging.LoggerMessage(
        Level = Microsoft.Extensions.Logging.LogLevel.Error, Message = "container {Id}: could not undo {What} after a failed create")]
    private partial void LogUndoFailed(string id, string what, Exception error);
}
