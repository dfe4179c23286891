using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Words the failures of a template that runs: where, at which piece, and why.</summary>
internal sealed class Failures(Template template)
{
    /// <summary>The piece that is being evaluated.</summary>
    public Node? Node { get; set; }

    /// <param name="message">What is wrong.</param>
    /// <param name="running">The name of the template that runs.</param>
    public TemplateException Of(string message, string running)
    {
        if (Node is null)
        {
            return new TemplateException($"template: {running}: {message}");
        }

        // The column counts bytes, from zero.
        var before = template.Source.AsSpan(0, Node.Position);
        var line = 1 + before.Count('\n');
        var column = Encoding.UTF8.GetByteCount(before[(before.LastIndexOf('\n') + 1)..]);
        return new TemplateException(
            $"template: {template.Name}:{line}:{column}: executing {GoQuote.Quote(running)} at <{Node}>: {message}");
    }
}
