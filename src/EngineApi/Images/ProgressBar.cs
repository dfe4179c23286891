using System.Globalization;

namespace Berth.EngineApi.Images;

/// <summary>The bar of a progress message, exactly as docker draws it (moby, pkg/jsonmessage).</summary>
public static class ProgressBar
{
    /// <summary>How wide the terminal of a client is that did not say.</summary>
    public const int DefaultWidth = 200;

    private const int Length = 50;
    private const int NarrowWidth = 110;

    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

    /// <summary><c>[=====>      ]  1.05MB/10.5MB</c>; only the numbers on a narrow terminal, and only the first where the total is not known.</summary>
    /// <param name="width">Columns of the terminal.</param>
    public static string Text(ProgressDetail detail, int width = DefaultWidth)
    {
        if (detail.Current <= 0 && detail.Total <= 0)
        {
            return "";
        }

        string current = Size(detail.Current).PadLeft(8);
        if (detail.Total <= 0)
        {
            return current;
        }

        int filled = (int)Math.Clamp((double)detail.Current / detail.Total * 100 / 2, 0, Length);
        string bar = width > NarrowWidth ? $"[{new string('=', filled)}>{new string(' ', Length - filled)}] " : "";
        return detail.Current > detail.Total ? bar + current : $"{bar}{current}/{Size(detail.Total)}";
    }

    // Go's units.HumanSize: four significant digits.
    private static string Size(double bytes)
    {
        int unit = 0;
        while (bytes >= 1000 && unit < s_units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return bytes.ToString("G4", CultureInfo.InvariantCulture) + s_units[unit];
    }
}
