using System.Diagnostics;
using System.Text;
using Berth.Linux;

namespace Berth.Runtime;

/// <summary>
/// The file <c>cgroup</c> of a state directory: what has to be undone when the maker of a container dies at it. It holds the path of the
/// container's cgroup, written before that is made; who makes the container, or removes what is left of one, has it locked meanwhile.
/// </summary>
internal sealed class CreationRecord : IDisposable
{
    private const string Name = "cgroup";
    private const uint OwnerOnly = 0x180;
    private const int LongestPath = 4096;

    // Longer than any creation takes that has not come to a stand.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly Fd _file;

    private CreationRecord(string path, Fd file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>For the maker, whose directory has just been made.</summary>
    public static CreationRecord Begin(StateDirectory directory)
    {
        try
        {
            CreationRecord record = Open(directory);
            if (ProcessLock.TryTake(record._file))
            {
                return record;
            }

            record.Dispose();
        }
        catch (LinuxException e) when (e.Errno != Errno.ENOENT)
        {
            _ = DirectoryEntry.TryRemove(directory.Path);
            throw;
        }
        catch (LinuxException)
        {
        }

        throw new RuntimeException("container has been deleted while it was being made");
    }

    /// <summary>For who removes it.</summary>
    /// <param name="directory">The container's.</param>
    /// <param name="wait">Until its maker has ended, is dead, or has had its time; false: null while it is at work.</param>
    public static CreationRecord? Take(StateDirectory directory, bool wait)
    {
        CreationRecord record = Open(directory);
        long start = Stopwatch.GetTimestamp();
        while (!ProcessLock.TryTake(record._file))
        {
            if (!wait)
            {
                record.Dispose();
                return null;
            }

            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                break;
            }

            Polling.Wait(2);
        }

        return record;
    }

    public void Write(string cgroupsPath) => _file.Write(Encoding.UTF8.GetBytes(cgroupsPath));

    /// <summary>The path of the cgroup that may have been made; empty when none was.</summary>
    public string Read()
    {
        Span<byte> buffer = stackalloc byte[LongestPath];
        return Encoding.UTF8.GetString(buffer[.._file.Read(buffer)]);
    }

    /// <summary>False once somebody has removed the directory; another one may be in its place.</summary>
    public bool IsInPlace() => FileIdentity.Of(_path) is { } now && now == FileIdentity.Of(_file);

    public void Dispose() => _file.Dispose();

    private static CreationRecord Open(StateDirectory directory)
    {
        string path = $"{directory.Path}/{Name}";
        return new CreationRecord(path, Fd.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW, OwnerOnly));
    }
}
