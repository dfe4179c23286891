using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Berth.Runtime;

/// <summary>The interpolated text of <see cref="RuntimeLog.Debug"/>: its parts are evaluated only when somebody debugs.</summary>
[InterpolatedStringHandler]
public readonly ref struct RuntimeDebugText
{
    private readonly StringBuilder? _text;

    /// <param name="literalLength">Of the constant parts.</param>
    /// <param name="formattedCount">Unused, part of the compiler's pattern.</param>
    /// <param name="enabled">False: the compiler leaves the parts alone.</param>
    public RuntimeDebugText(int literalLength, int formattedCount, out bool enabled)
    {
        _ = formattedCount;
        enabled = RuntimeLog.IsDebugging;
        _text = enabled ? new StringBuilder(literalLength + 32) : null;
    }

    public void AppendLiteral(string literal) => _text?.Append(literal);

    public void AppendFormatted(string? value) => _text?.Append(value);

    public void AppendFormatted(long value) => _text?.Append(CultureInfo.InvariantCulture, $"{value}");

    public override string ToString() => _text?.ToString() ?? "";
}
