using System.Text;
using Berth.Cli.CommandLine;
using Berth.Cli.Images;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary>Creates a container; an image that is not here is pulled first.</summary>
internal static class ContainerCreation
{
    /// <returns>The container's ID.</returns>
    public static string Create(CliContext context, ContainerFlags flags, CreateContainerRequest request)
    {
        if (!ImageName.IsValid(request.Image!))
        {
            throw new CommandException("invalid reference format");
        }

        request = request with { Env = ProxyVariables.Add(request.Env, context.Config.Proxies(context.Endpoint.Text)) };
        using var cidFile = flags.CidFile.Value.Length > 0 ? CidFile.Open(flags.CidFile.Value) : null;
        switch (flags.Pull.Value)
        {
            case "always":
                Pull(context, flags, request.Image!);
                break;
            case not ("missing" or "never" or ""):
                throw new CommandException($"invalid pull option: '{flags.Pull.Value}': must be one of \"always\", \"missing\" or \"never\"");
        }

        var response = CreateOrPull(context, flags, request);
        foreach (var warning in response.Warnings ?? [])
        {
            context.Error.WriteLine("WARNING: " + warning);
        }

        cidFile?.Write(response.Id);
        return response.Id;
    }

    private static CreateContainerResponse CreateOrPull(CliContext context, ContainerFlags flags, CreateContainerRequest request)
    {
        try
        {
            return context.Client.CreateContainer(request, flags.Name.Value, flags.Platform.Value);
        }
        catch (EngineApiException e) when (e.Status == 404 && flags.Pull.Value is "missing" or "" && NamesImage(e, request.Image!))
        {
            if (!flags.Quiet.Value)
            {
                context.Error.WriteLine($"Unable to find image '{ImageName.Familiar(request.Image!)}' locally");
            }

            Pull(context, flags, request.Image!);
            return context.Client.CreateContainer(request, flags.Name.Value, flags.Platform.Value);
        }
    }

    /// <summary>A 404 may also mean a container or a network that options name.</summary>
    private static bool NamesImage(EngineApiException error, string image) =>
        error.Message.StartsWith("No such image", StringComparison.OrdinalIgnoreCase) && ImageName.IsReference(image);

    private static void Pull(CliContext context, ContainerFlags flags, string image)
    {
        using var response = ImagePull.Request(context, Reference.Parse(image).WithDefaultTag(), flags.Platform.Value);
        var output = flags.Quiet.Value ? TextWriter.Null : context.Error;
        ProgressPrinter.Print(response.Body, output, flags.Quiet.Value ? null : context.Terminal.ErrorWidth);
    }

    /// <summary>The file of <c>--cidfile</c>: made before the container, removed again when there is none.</summary>
    private sealed class CidFile : IDisposable
    {
        private readonly string _path;
        private bool _written;

        private CidFile(string path)
        {
            _path = path;
        }

        public static CidFile Open(string path)
        {
            if (File.Exists(path))
            {
                throw new CommandException(
                    $"container ID file found, make sure the other container isn't running or delete {path}", CommandLineRunner.UsageError);
            }

            try
            {
                File.WriteAllBytes(path, []);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"failed to create the container ID file: open {path}: {FileError.Text(e)}");
            }

            return new CidFile(path);
        }

        public void Write(string id)
        {
            File.WriteAllText(_path, id, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            _written = true;
        }

        public void Dispose()
        {
            if (!_written)
            {
                File.Delete(_path);
            }
        }
    }
}
