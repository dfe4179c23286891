using Berth.Cli.CommandLine;

namespace Berth.Cli;

/// <summary>Where <c>save</c> and <c>export</c> write their archive: a file, or standard output, which must be no terminal.</summary>
internal sealed class ArchiveOutput
{
    private readonly CliContext _context;
    private readonly string _path;
    private readonly string _doing;

    private ArchiveOutput(CliContext context, string path, string doing)
    {
        _context = context;
        _path = path;
        _doing = doing;
    }

    /// <summary>Finds out, before the daemon is asked, whether the archive can go there.</summary>
    /// <param name="path">The file; empty: standard output.</param>
    /// <param name="doing">What failed, for messages.</param>
    /// <exception cref="CommandException">It cannot.</exception>
    public static ArchiveOutput Check(CliContext context, string path, string doing)
    {
        if (path.Length == 0 && context.Terminal.IsOutput)
        {
            throw new CommandException("cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }

        if (path.Length > 0)
        {
            var directory = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : path.StartsWith('/') ? "/" : ".";
            if (!Directory.Exists(directory))
            {
                throw new CommandException($"{doing}: invalid output path: stat {directory}: no such file or directory");
            }

            if (Directory.Exists(path))
            {
                throw new CommandException($"{doing}: cannot write to a directory");
            }

            // Whose name is given away once the archive is whole: a device would be gone.
            if (FileType.Of(path) is { } type && type != "regular file")
            {
                throw new CommandException($"{doing}: cannot write to a {type}");
            }
        }

        return new ArchiveOutput(context, path, doing);
    }

    /// <summary>Copies it; a file has its name only once it is whole.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public void Write(Stream body)
    {
        if (_path.Length == 0)
        {
            body.CopyTo(_context.Streams.Out);
            return;
        }

        var temporary = $"{_path}.tmp-{Environment.ProcessId}";
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                body.CopyTo(file);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            throw e is IOException or UnauthorizedAccessException ? new CommandException($"{_doing}: {_path}: {FileError.Text(e)}") : e;
        }
    }
}
