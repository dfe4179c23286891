using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>A system call that failed: which operation, on which path, with which errno.</summary>
public sealed class LinuxException : IOException
{
    public LinuxException(string operation, string? path, Errno errno)
        : base(Describe(operation, path, errno))
    {
        Operation = operation;
        Path = path;
        Errno = errno;
    }

    /// <summary>The call, with what matters of its arguments: <c>mount tmpfs</c>.</summary>
    public string Operation { get; }

    /// <summary>The path it was about, if any.</summary>
    public string? Path { get; }

    public Errno Errno { get; }

    /// <summary>The errno that the last P/Invoke of this thread left behind, as an exception.</summary>
    public static LinuxException FromLastError(string operation, string? path = null) =>
        new(operation, path, (Errno)Marshal.GetLastPInvokeError());

    /// <summary>The C library's words for an error number: <c>no such file or directory</c>, in Go's lower case.</summary>
    public static string Text(Errno errno)
    {
        string text = Marshal.GetPInvokeErrorMessage((int)errno);
        return text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static string Describe(string operation, string? path, Errno errno) =>
        path is null ? $"{operation}: {Text(errno)}" : $"{operation} {path}: {Text(errno)}";
}
