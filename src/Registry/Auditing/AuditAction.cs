namespace Berth.Registry.Auditing;

/// <summary>What <see cref="IAuditLog"/> tells of.</summary>
internal static class AuditAction
{
    public const string Login = "login";
    public const string Register = "user.register";
    public const string AddUser = "user.add";
    public const string RemoveUser = "user.remove";
    public const string SetPassword = "user.password";
    public const string SetAdministrator = "user.administrator";
    public const string AddTeam = "team.add";
    public const string RemoveTeam = "team.remove";
    public const string AddMember = "team.add-member";
    public const string RemoveMember = "team.remove-member";
    public const string Grant = "grant";
    public const string CreateToken = "token.create";
    public const string RevokeToken = "token.revoke";
    public const string RotateKey = "key.rotate";
    public const string Push = "push";
    public const string Delete = "delete";
    public const string ChangeRepository = "repository.change";
}
