using Berth.Registry.CommandLine.Verbs;

namespace Berth.Registry.CommandLine;

/// <summary>Every verb, a line each: a class with a <c>Verb</c> that says how it is called and a <c>RunAsync(VerbCall)</c> that does it.</summary>
internal static class VerbTable
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        // Operation.
        ServeVerb.Verb,
        ConfigCheckVerb.Verb,

        // Content.
        GcVerb.Verb,
        VerifyVerb.Verb,

        // Accounts.
        UserAddVerb.Verb,
        UserPasswdVerb.Verb,
        UserAdminVerb.Verb,
        UserRemoveVerb.Verb,
        UserListVerb.Verb,
        UserImportVerb.Verb,
        TeamAddVerb.Verb,
        TeamRemoveVerb.Verb,
        TeamListVerb.Verb,
        TeamAddMemberVerb.Verb,
        TeamRemoveMemberVerb.Verb,
        GrantVerb.Verb,
        RevokeVerb.Verb,
        RightsVerb.Verb,
        VisibilityVerb.Verb,
        TokenCreateVerb.Verb,
        TokenListVerb.Verb,
        TokenRevokeVerb.Verb,
        KeyRotateVerb.Verb,
        KeyListVerb.Verb,
        AuditVerb.Verb,

        // About the program.
        VersionVerb.Verb,
    ];
}
