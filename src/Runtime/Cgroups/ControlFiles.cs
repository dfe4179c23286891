using System.Globalization;
using Berth.Linux;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// The control files of a container's cgroup, whatever the version: the one place where limits are written, where a limit that cannot
/// be set becomes an error with its path in the spec, and where an update that fails half-way is undone. The part of a file's name up
/// to its dot is its controller.
/// </summary>
/// <param name="directoryFor">The directory of a controller's files; null where the host lacks the controller.</param>
/// <param name="whyAbsent">On v2: why a file is not there, in the words of the error.</param>
internal sealed class ControlFiles(Func<string, string?> directoryFor, Func<string, string>? whyAbsent = null)
{
    // What was there before each write, when undoing was asked for; the newest last.
    private List<(string Directory, string File, string Value)>? _before;

    private bool IsUnified => whyAbsent is not null;

    /// <summary>From now on what is overwritten is remembered.</summary>
    public void RememberForUndo() => _before = [];

    /// <summary>Writes back what was remembered, the last first. What cannot be written back stays as it is.</summary>
    public void Undo()
    {
        foreach ((string directory, string file, string value) in Enumerable.Reverse(_before ?? []))
        {
            try
            {
                CgroupFile.Write(directory, file, value);
            }
            catch (RuntimeException)
            {
            }
        }
    }

    public bool Has(string file) => directoryFor(Controller(file)) is string directory && CgroupFile.Exists(directory, file);

    /// <summary>The text of a file; null when it is not there, or does not tell (a kernel without pressure accounting).</summary>
    public string? Read(string file)
    {
        try
        {
            return directoryFor(Controller(file)) is string directory ? CgroupFile.TryRead(directory, file) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A file of one number; null when it is not there, <see cref="ulong.MaxValue"/> for <c>max</c>.</summary>
    public ulong? Number(string file) => CgroupFile.Number(Read(file));

    /// <summary>Writes a limit that is asked for.</summary>
    /// <param name="file">Of the cgroup.</param>
    /// <param name="value">Null: not asked for, nothing is done.</param>
    /// <param name="field">Its path below <c>linux.resources</c>.</param>
    /// <exception cref="RuntimeException">The host lacks the controller or the file, or the kernel refuses the value.</exception>
    public void Write(string file, string? value, string field)
    {
        if (value is null || (IsUnified && value == "max" && !Has(file)))
        {
            // Without the controller there is no limit, which is what "max" asks for.
            return;
        }

        string directory = Require(file, field);
        if (_before is not null && CgroupFile.TryRead(directory, file) is string before)
        {
            _before.Add((directory, file, before));
        }

        Put(directory, file, value, field);
    }

    public void Write(string file, long? value, string field) =>
        Write(file, value?.ToString(CultureInfo.InvariantCulture), field);

    /// <summary>A file with a line a device: sets one of them.</summary>
    /// <param name="file">Of the cgroup.</param>
    /// <param name="key">How the line starts: <c>8:0</c>.</param>
    /// <param name="value">The rest of it.</param>
    /// <param name="none">The rest that takes it away, for the way back.</param>
    /// <param name="field">As in <see cref="Write(string,string,string)"/>.</param>
    public void WriteLine(string file, string key, string value, string none, string field)
    {
        string directory = Require(file, field);
        if (_before is not null)
        {
            string? line = CgroupFile.TryRead(directory, file)?.Split('\n')
                .FirstOrDefault(l => l.StartsWith($"{key} ", StringComparison.Ordinal));
            _before.Add((directory, file, line ?? $"{key} {none}"));
        }

        Put(directory, file, $"{key} {value}", field);
    }

    /// <summary>
    /// Writes; false where the kernel finds the value invalid. Two limits that bound each other may have to be written in the other order.
    /// </summary>
    public bool TryWrite(string file, string value, string field)
    {
        try
        {
            Write(file, value, field);
            return true;
        }
        catch (RuntimeException e) when (e.InnerException is LinuxException { Errno: Errno.EINVAL })
        {
            return false;
        }
    }

    private static string Controller(string file) => file[..file.IndexOf('.', StringComparison.Ordinal)];

    private string Require(string file, string field)
    {
        string controller = Controller(file);
        string directory = directoryFor(controller)
            ?? throw new RuntimeException($"linux.resources.{field}: this host has no {controller} cgroup");
        return CgroupFile.Exists(directory, file)
            ? directory
            : throw new RuntimeException(
                $"linux.resources.{field}: {whyAbsent?.Invoke(file) ?? $"this host's kernel has no {file}"}");
    }

    private static void Put(string directory, string file, string value, string field)
    {
        try
        {
            CgroupFile.Write(directory, file, value);
        }
        catch (RuntimeException e)
        {
            throw new RuntimeException($"linux.resources.{field}: {e.Message}", cause: e.InnerException);
        }
    }
}
