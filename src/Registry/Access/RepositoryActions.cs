namespace Berth.Registry.Access;

/// <summary>What may be done with a repository, as the actions of a token's scope name it.</summary>
[Flags]
internal enum RepositoryActions
{
    None = 0,
    Pull = 1,
    Push = 2,
    Delete = 4,
    All = Pull | Push | Delete,
}
