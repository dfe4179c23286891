namespace Berth.Cli.Terminal;

/// <summary>The three standard streams as bytes.</summary>
internal sealed record StandardStreams(Stream In, Stream Out, Stream Error)
{
    /// <summary>Those of this process.</summary>
    public static StandardStreams OfProcess() =>
        new(new StandardStream(0, isInput: true), new StandardStream(1, isInput: false), new StandardStream(2, isInput: false));
}
