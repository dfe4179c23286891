using System.Globalization;

namespace Berth.Stress;

/// <summary>How much of it: from the environment.</summary>
/// <param name="Starts"><c>STARTS</c>: clones from processes that live on, as a monitor does.</param>
/// <param name="Runs"><c>RUNS</c>: whole <c>berth-runtime run</c>.</param>
/// <param name="Side"><c>SIDE</c>: processes side by side.</param>
/// <param name="LimitMegabytes"><c>LIMIT_MB</c>: of all of them together, page cache included.</param>
/// <param name="Runtime"><c>BERTH_RUNTIME</c>: the binary.</param>
internal sealed record Knobs(int Starts, int Runs, int Side, int LimitMegabytes, string Runtime)
{
    public static Knobs FromEnvironment() => new(
        Number("STARTS", 4000), Number("RUNS", 400), Number("SIDE", 4), Number("LIMIT_MB", 64),
        Environment.GetEnvironmentVariable("BERTH_RUNTIME") ?? throw new InvalidOperationException("BERTH_RUNTIME names no binary"));

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
