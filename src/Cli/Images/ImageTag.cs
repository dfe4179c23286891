using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>tag</c>: gives an image another name.</summary>
internal static class ImageTag
{
    public static Command Define() => new("tag", "Give an image a further name")
    {
        Forms = ["image tag", "tag"],
        Operands = "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
        Arity = Arity.Exactly(2),
        Run = (context, operands) =>
        {
            var target = Parse(operands[1]);
            if (target.Digest is not null)
            {
                throw new CommandException("refusing to create a tag with a digest reference");
            }

            context.Client.TagImage(operands[0], target.FamiliarName, target.Tag);
            return 0;
        },
    };

    private static Reference Parse(string text)
    {
        try
        {
            return Reference.Parse(text);
        }
        catch (ReferenceException e)
        {
            throw new CommandException($"Error parsing reference: \"{text}\" is not a valid repository/tag: {e.Message}");
        }
    }
}
