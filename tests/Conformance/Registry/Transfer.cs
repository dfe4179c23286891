using Berth.Harness;

namespace Berth.Conformance.Registry;

/// <summary>A push or a pull.</summary>
/// <param name="Command">What the program printed.</param>
/// <param name="Digest">The manifest's digest as the program tells it; null where it failed.</param>
internal sealed record Transfer(CommandResult Command, string? Digest)
{
    /// <summary>The digest, if the program succeeded.</summary>
    /// <exception cref="CommandException">It did not.</exception>
    public string Succeeded()
    {
        Command.Succeeded();
        return Digest ?? throw new CommandException($"no digest in the output of {Command}");
    }
}
