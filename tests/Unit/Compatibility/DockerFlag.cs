namespace Berth.Unit.Compatibility;

/// <summary>A flag of docker's.</summary>
/// <param name="Name">The long name.</param>
/// <param name="Letter">The short one.</param>
/// <param name="Type">What docker's help calls the value; null for a switch.</param>
internal sealed record DockerFlag(string Name, char? Letter, string? Type)
{
    /// <summary>Reads <c>-a --attach list</c>.</summary>
    public static DockerFlag Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        char? letter = words[0].StartsWith("--", StringComparison.Ordinal) ? null : words[0][1];
        int name = letter is null ? 0 : 1;
        return new DockerFlag(words[name][2..], letter, words.Length > name + 1 ? words[name + 1] : null);
    }

    public override string ToString() => Letter is null ? $"--{Name}" : $"-{Letter} --{Name}";
}
