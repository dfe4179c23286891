namespace Berth.Linux;

/// <summary>Starts a program by posix_spawn(3): the one way in which a process with threads makes another.</summary>
public sealed record Spawn
{
    /// <summary>Absolute path of the program.</summary>
    public required string Path { get; init; }

    /// <summary>argv, the first entry included.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary><c>NAME=value</c>, all of it: nothing is inherited.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>
    /// The descriptors of the child: number i of this list becomes descriptor i. -1 is <c>/dev/null</c>. All others are closed, given
    /// that they are close-on-exec, as every <see cref="Fd"/> is.
    /// </summary>
    public IReadOnlyList<int> Descriptors { get; init; } = [0, 1, 2];

    /// <summary>True: setsid(2) in the child, so that no signal of the caller's session or terminal reaches it.</summary>
    public bool NewSession { get; init; }

    /// <summary>Starts it. Signal dispositions and the signal mask are the default ones in the child.</summary>
    /// <returns>The process ID; the caller reaps it (<see cref="ChildProcess"/>).</returns>
    /// <exception cref="LinuxException">The program is not there or cannot be executed.</exception>
    public int Start() => throw new NotSupportedException();
}
