namespace Berth.Cli.Templates;

/// <summary>What differs between uses of templates.</summary>
internal enum TemplateMode
{
    /// <summary>A key that a map does not have is no value, which prints as <c>&lt;no value&gt;</c>.</summary>
    Plain,

    /// <summary>A key that a map does not have is an error.</summary>
    MissingKeyIsError,

    /// <summary>The heading of a table: functions leave the names of columns as they are.</summary>
    Heading,
}
