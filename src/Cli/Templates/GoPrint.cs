using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Values as text: Go's <c>fmt.Print</c> and <c>fmt.Println</c>.</summary>
internal static class GoPrint
{
    /// <summary>A value where an action prints it.</summary>
    public static string Value(object? value) => value is null ? "<no value>" : GoPrintf.Value(value);

    /// <summary>Values one after another, a space between two that are not strings.</summary>
    public static string Print(IReadOnlyList<object?> values)
    {
        var text = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            text.Append(i > 0 && !IsText(values[i]) && !IsText(values[i - 1]) ? " " : "");
            text.Append(GoPrintf.Value(values[i]));
        }

        return text.ToString();
    }

    /// <summary>Values with a space between any two, and a line feed.</summary>
    public static string PrintLine(IReadOnlyList<object?> values) => string.Join(' ', values.Select(GoPrintf.Value)) + "\n";

    private static bool IsText(object? value) => value is string or JsonNumber;
}
