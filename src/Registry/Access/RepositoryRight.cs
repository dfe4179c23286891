namespace Berth.Registry.Access;

/// <summary>What a user or team has been given in a repository; each includes the ones before it.</summary>
internal enum RepositoryRight
{
    None,

    /// <summary>Pull.</summary>
    Read,

    /// <summary>Pull and push.</summary>
    Write,

    /// <summary>Pull, push, delete, and change description, visibility and rights.</summary>
    Admin,
}
