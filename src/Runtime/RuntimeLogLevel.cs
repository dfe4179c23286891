namespace Berth.Runtime;

/// <summary>How grave a message of <see cref="RuntimeLog"/> is.</summary>
public enum RuntimeLogLevel
{
    /// <summary>Only with <c>--debug</c>.</summary>
    Debug,
    Warning,
    Error,
}
