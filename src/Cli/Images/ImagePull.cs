using Berth.Cli.CommandLine;
using Berth.Cli.Credentials;
using Berth.EngineApi.Http;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>pull</c>: fetches an image from a registry.</summary>
internal sealed class ImagePull
{
    private readonly SwitchFlag _allTags = new("all-tags", 'a', "Fetch every image of the repository");
    private readonly TextFlag _platform = new("platform", null, "Platform of the image");
    private readonly SwitchFlag _quiet = new("quiet", 'q', "Print only the image's name");

    public static Command Define()
    {
        var pull = new ImagePull();
        return new Command("pull", "Fetch an image from a registry")
        {
            Forms = ["image pull", "pull"],
            Operands = "NAME[:TAG|@DIGEST]",
            Arity = Arity.Exactly(1),
            Flags = [new ContentTrustFlag(), pull._allTags, pull._platform, pull._quiet],
            Run = pull.Run,
        };
    }

    /// <summary>Begins a pull, with the credentials that are kept for its registry; the answer is a progress stream.</summary>
    /// <param name="image">A name without a tag or digest means every tag.</param>
    public static EngineResponse Request(CliContext context, Reference image, string platform) => context.Client.PullImage(
        image.FamiliarName, image.Digest?.ToString() ?? image.Tag, platform, RegistryAuth.HeaderFor(context, image));

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        Reference image = Parse(operands[0]);
        if (_allTags.Value && image is not { Tag: null, Digest: null })
        {
            throw new CommandException("tag can't be used with --all-tags/-a");
        }

        if (!_allTags.Value && image is { Tag: null, Digest: null })
        {
            image = image.WithDefaultTag();
            if (!_quiet.Value)
            {
                context.Out.WriteLine($"Using default tag: {Reference.DefaultTag}");
                context.Out.Flush();
            }
        }

        using EngineResponse response = Request(context, image, _platform.Value);
        ProgressPrinter.Print(response.Body, _quiet.Value ? TextWriter.Null : context.Out, _quiet.Value ? null : context.Terminal.OutputWidth);
        context.Out.WriteLine(image.ToString());
        return 0;
    }

    private static Reference Parse(string text)
    {
        try
        {
            return Reference.Parse(text);
        }
        catch (ReferenceException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
