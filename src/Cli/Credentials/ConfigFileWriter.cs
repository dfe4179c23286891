using Berth.Cli.Terminal;

namespace Berth.Cli.Credentials;

/// <summary>Replaces a file in one step, so that whoever reads it at that moment sees the old one or the new one.</summary>
internal static class ConfigFileWriter
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// 1. makes the directory, for its owner alone; 2. follows a link, which stays; 3. writes beside the file, with the owner and mode that
    /// the file has, else 0600; 4. renames.
    /// </summary>
    /// <exception cref="CredentialException">The file cannot be written.</exception>
    public static void Replace(string path, byte[] content)
    {
        try
        {
            // 1.
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!, OwnerOnly | UnixFileMode.UserExecute);

            // 2.
            var isLink = new FileInfo(path).LinkTarget is not null;
            var target = isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : path;

            // 3.
            var staged = $"{target}.{Guid.NewGuid():N}"[..(target.Length + 13)];
            try
            {
                Write(staged, target, content);

                // 4.
                File.Move(staged, target, overwrite: true);
            }
            catch
            {
                File.Delete(staged);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"open {path}: {FileError.Text(e)}", e);
        }
    }

    private static void Write(string staged, string target, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using var stream = new FileStream(staged, options);
        stream.Write(content);
        if (File.Exists(target))
        {
            FileOwner.Copy(target, staged);
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
        }

        stream.Flush(flushToDisk: true);
    }
}
