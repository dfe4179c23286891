using System.Runtime.CompilerServices;
using Berth.Oci;

namespace Berth.Registry.Web.Html;

/// <summary>What the compiler makes of an interpolated string that goes to an <see cref="HtmlWriter"/>: literals pass, holes are encoded.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Markup
{
    private readonly HtmlWriter _html;

#pragma warning disable IDE0060 // The compiler passes both.
    public Markup(int literalLength, int formattedCount, HtmlWriter html) => _html = html;
#pragma warning restore IDE0060

    public void AppendLiteral(string literal) => _html.Literal(literal);

    public void AppendFormatted(string? value) => _html.Encoded(value);

    public void AppendFormatted(ReadOnlySpan<char> value) => _html.Encoded(value);

    public void AppendFormatted(long value) => _html.Number(value);

    public void AppendFormatted(Digest value) => _html.Encoded(value.ToString());

    public void AppendFormatted(Verbatim value) => _html.EncodedVerbatim(value.Text);
}
