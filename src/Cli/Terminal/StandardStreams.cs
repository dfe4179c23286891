using Berth.Linux;

namespace Berth.Cli.Terminal;

/// <summary>The three standard streams as bytes.</summary>
internal sealed record StandardStreams(Stream In, Stream Out, Stream Error)
{
    // Open as long as the process is.
    internal static readonly Fd Input = new(0);
    internal static readonly Fd Output = new(1);
    internal static readonly Fd ErrorOutput = new(2);

    /// <summary>Those of this process.</summary>
    public static StandardStreams OfProcess() =>
        new(new StandardStream(Input, isInput: true), new StandardStream(Output, isInput: false), new StandardStream(ErrorOutput, isInput: false));
}
