using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Berth.Registry.Web.Html;

/// <summary>
/// Writes a page as UTF-8. Markup can only come from a literal: <c>html.Write($"&lt;b&gt;{name}&lt;/b&gt;")</c> takes the text between the holes as it is
/// and encodes what is in them (<see cref="Markup"/>), wherever they are: in text or in a quoted attribute.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(16 * 1024);

    /// <summary>What has been written so far.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>The holes are encoded while the argument is evaluated: nothing is left to do.</summary>
#pragma warning disable CA1822 // The handler's argument is this writer.
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup) => _ = markup;
#pragma warning restore CA1822

    /// <summary>HTML that was made elsewhere by something that encodes: a rendered description.</summary>
    public void WriteRendered(RenderedHtml rendered) => Literal(rendered.Text);

    /// <summary>The text between holes.</summary>
    internal void Literal(ReadOnlySpan<char> text)
    {
        int count = Encoding.UTF8.GetByteCount(text);
        _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(count)));
    }

    /// <summary>A hole's text: encoded, what cannot be seen made visible.</summary>
    internal void Encoded(ReadOnlySpan<char> text)
    {
        RefuseBareAttribute();
        HtmlEncoding.Write(text, isVerbatim: false, this);
    }

    /// <summary>A hole's text that a form sends back: encoded, nothing else changed.</summary>
    internal void EncodedVerbatim(ReadOnlySpan<char> text)
    {
        RefuseBareAttribute();
        HtmlEncoding.Write(text, isVerbatim: true, this);
    }

    internal void Number(long value)
    {
        RefuseBareAttribute();
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Literal(digits[..length]);
    }

    // <a href={x}> cannot be encoded safely; only <a href="{x}"> can.
    private void RefuseBareAttribute()
    {
        ReadOnlySpan<byte> written = _bytes.WrittenSpan;
        if (written.Length > 0 && written[^1] == (byte)'=' && IsBetweenAttributes(written))
        {
            throw new InvalidOperationException("an attribute's value needs quotes");
        }
    }

    // Holes bring no quotes or brackets of their own, so those that are there are the markup's.
    private static bool IsBetweenAttributes(ReadOnlySpan<byte> written)
    {
        int open = written.LastIndexOf((byte)'<');
        return open > written.LastIndexOf((byte)'>') && written[open..].Count((byte)'"') % 2 == 0;
    }
}
