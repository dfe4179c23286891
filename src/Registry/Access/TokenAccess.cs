namespace Berth.Registry.Access;

/// <summary>One entry of a token's <c>access</c> claim (distribution, docs/spec/auth/jwt.md).</summary>
/// <param name="Type"><c>repository</c> or <c>registry</c>.</param>
/// <param name="Name">The repository's, or <c>catalog</c>.</param>
/// <param name="Actions"><c>pull</c>, <c>push</c>, <c>delete</c>, <c>*</c>, <c>search</c>.</param>
internal sealed record TokenAccess(string Type, string Name, IReadOnlyList<string> Actions)
{
    public const string Repository = "repository";

    /// <summary>What is about the registry as a whole; the one thing of that type is called <see cref="Catalog"/>.</summary>
    public const string Registry = "registry";

    public const string Catalog = "catalog";
}
