namespace Berth.Cli.Templates;

/// <summary>
/// A template of <c>--format</c>, in the language of Go's <c>text/template</c>, which scripts have come to rely on: fields, pipelines,
/// variables, <c>if with range</c>, functions.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyList<Node> _nodes;

    private Template(IReadOnlyList<Node> nodes)
    {
        _nodes = nodes;
    }

    /// <exception cref="TemplateException">The template is wrong.</exception>
    public static Template Parse(string source)
    {
        try
        {
            return new Template(Parser.Parse(source));
        }
        catch (TemplateException e)
        {
            throw new TemplateException("failed to parse template: " + e.Message);
        }
    }

    /// <summary>The template's text for a value.</summary>
    /// <exception cref="TemplateException">The template does not fit the value; the message is Go's, from <c>template:</c> on.</exception>
    public string Execute(object? value) => new Evaluator(value).Run(_nodes);
}
