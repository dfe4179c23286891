using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Reads a format of <c>Printf</c> from left to right and writes its arguments.</summary>
internal sealed class FormatReader(string format, IReadOnlyList<object?> arguments)
{
    // As Go has it: numbers beyond are mistakes.
    private const int LargestNumber = 1_000_000;

    private readonly StringBuilder _text = new();
    private int _at;
    private int _argument;
    private bool _reordered;
    private bool _badIndex;

    public string Run()
    {
        var anyReordered = false;
        while (_at < format.Length)
        {
            var percent = format.IndexOf('%', _at);
            _text.Append(format.AsSpan(_at, (percent < 0 ? format.Length : percent) - _at));
            if (percent < 0)
            {
                break;
            }

            _at = percent + 1;
            (_reordered, _badIndex) = (false, false);
            ReadDirective();
            anyReordered |= _reordered;
        }

        if (!anyReordered && _argument < arguments.Count)
        {
            AppendExtra();
        }

        return _text.ToString();
    }

    private void ReadDirective()
    {
        var directive = ReadFlags();
        ReadIndex();
        directive = ReadWidth(directive);
        directive = ReadPrecision(directive);
        ReadIndex();
        if (_at >= format.Length)
        {
            _text.Append("%!(NOVERB)");
            return;
        }

        Rune.DecodeFromUtf16(format.AsSpan(_at), out var verb, out var length);
        _at += length;
        directive = directive with { Verb = verb };
        if (verb.Value == '%')
        {
            _text.Append('%');
        }
        else if (_badIndex)
        {
            _text.Append($"%!{verb}(BADINDEX)");
        }
        else if (_argument >= arguments.Count)
        {
            _text.Append($"%!{verb}(MISSING)");
        }
        else
        {
            _text.Append(GoPrintf.Verb(directive, arguments[_argument++]));
        }
    }

    private Directive ReadFlags()
    {
        var directive = Directive.Plain;
        for (; _at < format.Length; _at++)
        {
            switch (format[_at])
            {
                case '-':
                    directive = directive with { Minus = true, Zero = false };
                    break;
                case '+':
                    directive = directive with { Plus = true };
                    break;
                case '#':
                    directive = directive with { Sharp = true };
                    break;
                case ' ':
                    directive = directive with { Space = true };
                    break;
                case '0':
                    directive = directive with { Zero = !directive.Minus };
                    break;
                default:
                    return directive;
            }
        }

        return directive;
    }

    private Directive ReadWidth(Directive directive)
    {
        if (!Take('*'))
        {
            return directive with { Width = ReadNumber() };
        }

        if (TakeInteger() is not { } width)
        {
            _text.Append("%!(BADWIDTH)");
            return directive;
        }

        return width < 0
            ? directive with { Width = -width, Minus = true, Zero = false }
            : directive with { Width = width };
    }

    private Directive ReadPrecision(Directive directive)
    {
        if (!Take('.'))
        {
            return directive;
        }

        ReadIndex();
        if (!Take('*'))
        {
            return directive with { Precision = ReadNumber() ?? 0 };
        }

        if (TakeInteger() is not { } precision)
        {
            _text.Append("%!(BADPREC)");
            return directive;
        }

        return directive with { Precision = precision < 0 ? null : precision };
    }

    /// <summary><c>[n]</c>: the argument to take next, from 1.</summary>
    private void ReadIndex()
    {
        if (_at >= format.Length || format[_at] != '[')
        {
            return;
        }

        _reordered = true;
        var close = format.IndexOf(']', _at);
        if (close < 0 || !int.TryParse(format.AsSpan(_at + 1, close - _at - 1), out var number) || number < 1 || number > arguments.Count)
        {
            _badIndex = true;
            _at = close < 0 ? _at + 1 : close + 1;
            return;
        }

        _argument = number - 1;
        _at = close + 1;
    }

    private int? ReadNumber()
    {
        int? number = null;
        for (; _at < format.Length && char.IsAsciiDigit(format[_at]); _at++)
        {
            number = Math.Min((number ?? 0) * 10 + format[_at] - '0', LargestNumber);
        }

        return number;
    }

    private int? TakeInteger()
    {
        var value = _argument < arguments.Count ? arguments[_argument++] : null;
        return value is long number && Math.Abs(number) <= LargestNumber ? (int)number : null;
    }

    private bool Take(char c)
    {
        if (_at >= format.Length || format[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void AppendExtra()
    {
        var extra = arguments.Skip(_argument).Select(value =>
            value is null || value == Nil.Interface ? "<nil>" : $"{GoType.Name(value)}={GoPrintf.Value(value)}");
        _text.Append("%!(EXTRA ").AppendJoin(", ", extra).Append(')');
    }
}
