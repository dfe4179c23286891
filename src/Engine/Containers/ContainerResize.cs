using System.Globalization;
using Berth.Engine.Errors;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Sets the size of a running container's terminal, in characters.</summary>
    public async Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellation = default)
    {
        Container container = GetRunning(idOrName);
        if (container.Monitor is { } monitor)
        {
            try
            {
                await monitor.ResizeAsync(TerminalSide(rows), TerminalSide(columns), cancellation);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It has just ended.
                throw NotRunning(container);
            }

            Publish(
                container, "resize",
                ("height", rows.ToString(CultureInfo.InvariantCulture)), ("width", columns.ToString(CultureInfo.InvariantCulture)));
        }
    }

    internal static ushort TerminalSide(int characters) => characters is >= 0 and <= ushort.MaxValue
        ? (ushort)characters
        : throw new InvalidParameterException($"invalid resize {characters}: it is not within 0 to {ushort.MaxValue}");
}
