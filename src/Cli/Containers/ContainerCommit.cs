using Berth.Cli.CommandLine;
using Berth.Cli.Images;
using Berth.EngineApi.Containers;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary><c>commit</c>: makes an image of a container.</summary>
internal sealed class ContainerCommit
{
    private readonly TextFlag _author = new("author", 'a', "Author of the image");
    private readonly ListFlag _changes = new("change", 'c', "Apply a Dockerfile instruction to the image");
    private readonly TextFlag _message = new("message", 'm', "Message for the image's history");
    private readonly SwitchFlag _pause = new("pause", 'p', "Pause the container while its files are read", initial: true);

    public static Command Define()
    {
        var commit = new ContainerCommit();
        return new Command("commit", "Make an image of a container and what it changed")
        {
            Forms = ["container commit", "commit"],
            Operands = "CONTAINER [REPOSITORY[:TAG]]",
            Arity = new Arity(1, 2),
            Flags = [commit._author, commit._changes, commit._message, commit._pause],
            Run = commit.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var (repository, tag) = operands.Count == 2 ? Target(operands[1]) : (null, null);
        context.Out.WriteLine(context.Client.Commit(new CommitContainer
        {
            Container = operands[0],
            Repository = repository,
            Tag = tag,
            Comment = _message.Value,
            Author = _author.Value,
            Pause = _pause.Value,
            Changes = _changes.Values,
        }));
        return 0;
    }

    private static (string? Repository, string? Tag) Target(string text)
    {
        if (text.Length == 0)
        {
            return (null, null);
        }

        // Without a tag the daemon takes latest.
        var (name, tag) = ImageName.Split(text);
        return tag is not null && Digest.TryParse(tag, out _)
            ? throw new CommandException("refusing to create a tag with a digest reference")
            : (name, tag);
    }
}
