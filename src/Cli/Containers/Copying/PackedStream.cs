using Berth.Archive;
using Berth.Cli.CommandLine;
using Berth.Linux;

namespace Berth.Cli.Containers.Copying;

/// <summary>A file or directory as a tar archive, written by one thread while another reads.</summary>
internal static class PackedStream
{
    public static Stream Open(Fd file, string name)
    {
        var pipe = new System.IO.Pipelines.Pipe();
        new Thread(() =>
        {
            try
            {
                using Stream stream = pipe.Writer.AsStream(leaveOpen: true);
                FileArchive.WriteAsync(file, name, stream).GetAwaiter().GetResult();
                stream.Flush();
                pipe.Writer.Complete();
            }
            catch (Exception e) when (e is IOException or ArchiveException or InvalidOperationException)
            {
                pipe.Writer.Complete(new CommandException(e.Message));
            }
        })
        { IsBackground = true, Name = "tar" }.Start();
        return pipe.Reader.AsStream();
    }
}
