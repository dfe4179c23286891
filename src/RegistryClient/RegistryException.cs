namespace Berth.RegistryClient;

/// <summary>A request to a registry that failed, in one line that the user may see, in docker's words.</summary>
public sealed class RegistryException : Exception
{
    public RegistryException(RegistryErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public RegistryErrorKind Kind { get; }

    /// <summary>The first code of the answer's <c>errors</c> (distribution spec, "Error Codes"), e.g. <c>MANIFEST_UNKNOWN</c>; null where it had none.</summary>
    public string? Code { get; init; }

    /// <summary>The first of the answer's <c>errors</c> as text; null where it had none. <see cref="Exception.Message"/> has them all.</summary>
    public string? First { get; init; }

    /// <summary>Whether the same request may go through in a while.</summary>
    internal bool IsTransient { get; init; }

    /// <summary>The pause that the registry asked for before the next attempt (<c>Retry-After</c>).</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>The same failure with another message.</summary>
    internal RegistryException With(string message) =>
        new(Kind, message, InnerException) { Code = Code, First = First, IsTransient = IsTransient, RetryAfter = RetryAfter };
}
