namespace Berth.Cli;

/// <summary>Why a file could not be used, in the words of errno(3).</summary>
internal static class FileError
{
    public static string Text(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        UnauthorizedAccessException when error.Message.Contains("directory", StringComparison.OrdinalIgnoreCase) => "is a directory",
        UnauthorizedAccessException => "permission denied",
        _ => error.Message,
    };
}
