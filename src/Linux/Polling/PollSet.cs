namespace Berth.Linux;

/// <summary>
/// The descriptors of one round of a poll(2) loop: filled, waited on, asked, cleared. Nothing is allocated once it has grown.
/// </summary>
public sealed unsafe class PollSet
{
    private Libc.PollFd[] _entries = new Libc.PollFd[8];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Returns the index to ask <see cref="this[int]"/> with.</summary>
    public int Add(Fd fd, PollEvents events)
    {
        ArgumentNullException.ThrowIfNull(fd);
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
        }

        _entries[Count] = new Libc.PollFd { fd = fd.Number, events = (short)events };
        return Count++;
    }

    /// <summary>What the last wait reported.</summary>
    public PollEvents this[int index] => (PollEvents)_entries[index].revents;

    /// <summary>Waits for an event, at most <paramref name="milliseconds"/>, or without limit where that is -1.</summary>
    /// <returns>Whether there is one; false where the time is over.</returns>
    /// <exception cref="LinuxException">poll(2) failed.</exception>
    public bool Wait(int milliseconds)
    {
        fixed (Libc.PollFd* entries = _entries)
        {
            int events = Libc.poll(entries, (nuint)Count, milliseconds);
            if (events >= 0)
            {
                return events > 0;
            }
        }

        if (!Fd.Interrupted())
        {
            throw LinuxException.FromLastError("poll");
        }

        // A signal: to the caller a wait that was cut short, which computes its time anew.
        for (int i = 0; i < Count; i++)
        {
            _entries[i].revents = 0;
        }

        return true;
    }
}
