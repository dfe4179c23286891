namespace Berth.Cli.CommandLine;

/// <summary><c>--disable-content-trust</c>: true, as it always is here; signatures of Docker Content Trust are not checked or made.</summary>
internal sealed class ContentTrustFlag() : Flag("disable-content-trust", null, "", "Skip image verification")
{
    public override string? ImpliedValue => "true";

    public override string? DefaultText => "true";

    protected override void Accept(string value)
    {
        if (value is not ("1" or "t" or "T" or "true" or "TRUE" or "True"))
        {
            throw new CommandException("Docker Content Trust is not supported: --disable-content-trust cannot be false");
        }
    }
}
