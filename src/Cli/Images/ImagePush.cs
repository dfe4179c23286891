using Berth.Cli.CommandLine;
using Berth.Cli.Credentials;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>push</c>: sends an image, or all tags of a repository, to a registry.</summary>
internal sealed class ImagePush
{
    private static readonly string[] PlatformNote =
    [
        "Using --platform pushes only the specified platform manifest of a multi-platform image index.",
        "Other components, like attestations, will not be included.",
        "To push the complete multi-platform image, remove the --platform flag.",
        "",
    ];

    private readonly SwitchFlag _all = new("all-tags", 'a', "Push all tags of the repository");
    private readonly TextFlag _platform = new("platform", null, "Push the image for this platform, os[/arch[/variant]]");
    private readonly SwitchFlag _quiet = new("quiet", 'q', "Print only the image's name");

    public static Command Define()
    {
        var push = new ImagePush();
        return new Command("push", "Send an image to a registry")
        {
            Forms = ["image push", "push"],
            Operands = "NAME[:TAG]",
            Arity = Arity.Exactly(1),
            Flags = [new ContentTrustFlag(), push._all, push._platform, push._quiet],
            Run = push.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var name = Name(context, operands[0]);
        var platform = PlatformFlag.ToJson(_platform.Value);
        if (platform is not null)
        {
            context.Out.Write($"\n Info -> {string.Join("\n         ", PlatformNote)}\n");
        }

        using var response = context.Client.PushImage(name.FamiliarName, name.Tag, platform, RegistryAuth.HeaderFor(context, name));
        ProgressPrinter.Print(response.Body, _quiet.Value ? TextWriter.Null : context.Out, _quiet.Value ? null : context.Terminal.OutputWidth);
        if (_quiet.Value)
        {
            context.Out.WriteLine(name.ToString());
        }

        return 0;
    }

    private Reference Name(CliContext context, string text)
    {
        Reference name;
        try
        {
            name = Reference.Parse(text);
        }
        catch (ReferenceException e)
        {
            throw new CommandException(e.Message);
        }

        if (_all.Value)
        {
            return name.Tag is null && name.Digest is null ? name : throw new CommandException("tag can't be used with --all-tags/-a");
        }

        if (name.Digest is not null)
        {
            throw new CommandException("cannot push a digest reference");
        }

        if (name.Tag is null && !_quiet.Value)
        {
            context.Out.WriteLine($"Using default tag: {Reference.DefaultTag}");
            context.Out.Flush();
        }

        return name.WithDefaultTag();
    }
}
