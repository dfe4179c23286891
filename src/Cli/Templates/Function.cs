namespace Berth.Cli.Templates;

/// <summary>What a function takes.</summary>
internal enum ParameterType
{
    /// <summary>Any value; nil is one.</summary>
    Any,

    /// <summary>Any value; the lack of one, too.</summary>
    Value,

    /// <summary>A string.</summary>
    Text,

    /// <summary>An int.</summary>
    Integer,
}

/// <summary>A function of templates, or a method of a value.</summary>
/// <param name="Name">Its name, for errors.</param>
/// <param name="Parameters">The arguments it must have.</param>
/// <param name="Rest">The type of any further arguments; null when there may be none.</param>
/// <param name="Body">Computes the value; throws <see cref="TemplateException"/> with the reason alone.</param>
internal sealed record Function(
    string Name, IReadOnlyList<ParameterType> Parameters, ParameterType? Rest, Func<IReadOnlyList<object?>, object?> Body);
