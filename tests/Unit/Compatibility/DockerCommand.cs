namespace Berth.Unit.Compatibility;

/// <summary>A command of docker's.</summary>
/// <param name="Path">Its words; empty for the program itself.</param>
/// <param name="Forms">Other words that call it.</param>
/// <param name="Flags">What it takes.</param>
internal sealed record DockerCommand(string Path, IReadOnlyList<string> Forms, IReadOnlyList<DockerFlag> Flags)
{
    /// <summary>Every command, in the order of the file that was made of docker's help.</summary>
    public static IReadOnlyList<DockerCommand> All { get; } = Read();

    /// <summary>The first word.</summary>
    public string Group => Path.Split(' ')[0];

    private static List<DockerCommand> Read()
    {
        var commands = new List<DockerCommand>();
        var flags = new List<DockerFlag>();
        foreach (string line in CompatibilityFiles.Data("docker-commands.txt"))
        {
            if (line.StartsWith(' '))
            {
                flags.Add(DockerFlag.Parse(line));
                continue;
            }

            flags = [];
            string[] halves = line.Split(" = ");
            commands.Add(new DockerCommand(halves[0] == "." ? "" : halves[0], halves.Length > 1 ? halves[1].Split(", ") : [], flags));
        }

        return commands;
    }
}
