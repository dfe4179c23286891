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
            if (!Reference.TryParse(operands[1], out var target))
            {
                throw new CommandException($"Error parsing reference: \"{operands[1]}\" is not a valid repository/tag: invalid reference format");
            }

            if (target.Digest is not null)
            {
                throw new CommandException("refusing to create a tag with a digest reference");
            }

            context.Client.TagImage(operands[0], target.FamiliarName, target.Tag);
            return 0;
        },
    };
}
