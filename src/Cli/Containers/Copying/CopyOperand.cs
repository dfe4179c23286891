namespace Berth.Cli.Containers.Copying;

/// <summary>An operand of <c>cp</c>: <c>CONTAINER:PATH</c>, a path of this machine, or <c>-</c>.</summary>
/// <param name="Container">Empty for a path of this machine.</param>
internal readonly record struct CopyOperand(string Container, string Path)
{
    public bool IsStream => Container.Length == 0 && Path == "-";

    /// <summary>A colon makes it a container's, unless the text begins as a path does.</summary>
    public static CopyOperand Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text[0] is '/' or '.' ? new CopyOperand("", text) : new CopyOperand(text[..colon], text[(colon + 1)..]);
    }
}
