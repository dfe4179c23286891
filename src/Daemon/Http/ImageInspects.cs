using Berth.EngineApi.Images;

namespace Berth.Daemon.Http;

/// <summary>An image as each version of the Engine API has it.</summary>
internal static class ImageInspects
{
    private const string Never = "0001-01-01T00:00:00Z";

    /// <summary>
    /// Up to 1.43 the size is said twice and an unknown time of creation is year 1; from 1.50 on the configuration has only what the OCI
    /// image spec and docker's additions to it know. Source: Engine API's version history, 1.44 and 1.50.
    /// </summary>
    public static ImageInspect ForVersion(ImageInspect image, ProtocolVersion version)
    {
        if (version < new ProtocolVersion(1, 44))
        {
            image = image with { VirtualSize = image.Size, Created = image.Created ?? Never };
        }

        return version < new ProtocolVersion(1, 50) || image.Config is not { } config ? image : image with
        {
            Config = config with
            {
                Hostname = null,
                Domainname = null,
                AttachStdin = null,
                AttachStdout = null,
                AttachStderr = null,
                Tty = null,
                OpenStdin = null,
                StdinOnce = null,
                Image = null,
            },
        };
    }
}
