namespace Berth.Cli.Templates;

/// <summary>
/// A template of <c>--format</c>, in the language of Go's <c>text/template</c>, which scripts have come to rely on: fields, pipelines,
/// variables, <c>if with range define block</c>, functions. Outputs and error texts are those of Go; the tests compare them.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Node>> _templates;

    private Template(string name, string source, IReadOnlyDictionary<string, IReadOnlyList<Node>> templates)
    {
        Name = name;
        Source = source;
        _templates = templates;
    }

    /// <summary>The name that errors give; most commands have none.</summary>
    public string Name { get; }

    /// <summary>The template as written.</summary>
    public string Source { get; }

    /// <exception cref="TemplateException">The template is wrong; the message is Go's, from <c>template:</c> on.</exception>
    public static Template Parse(string source, string name = "") => new(name, source, Parser.Parse(name, source));

    /// <summary>The body of a template that this one defines.</summary>
    public IReadOnlyList<Node>? Body(string name) => _templates.GetValueOrDefault(name);

    /// <summary>The template's text for a value.</summary>
    /// <exception cref="TemplateException">The template does not fit the value; the message is Go's, from <c>template:</c> on.</exception>
    public string Execute(object? value, TemplateMode mode = TemplateMode.Plain)
    {
        var text = Execute(value, mode, out var error);
        return error is null ? text : throw error;
    }

    /// <summary>The template's text for a value, up to where the two did not fit.</summary>
    public string Execute(object? value, TemplateMode mode, out TemplateException? error)
    {
        var evaluator = new Evaluator(this, mode);
        error = null;
        try
        {
            evaluator.Run(value);
        }
        catch (TemplateException e)
        {
            error = e;
        }

        return evaluator.Output;
    }
}
