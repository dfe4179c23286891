namespace Berth.Registry.Web.Languages;

/// <content>Texts of log-ins, accounts and settings.</content>
internal sealed partial record Words
{
    public required string UserName { get; init; }
    public required string Password { get; init; }
    public required string LogInTo { get; init; }
    public required string LogInWrong { get; init; }
    public required string LogInWithToken { get; init; }
    public required string LogInSlowed { get; init; }
    public required string NoAccountYet { get; init; }
    public required string HaveAccount { get; init; }
    public required string NameHint { get; init; }
    public required string PasswordHint { get; init; }

    public required string NameInvalid { get; init; }
    public required string NameTaken { get; init; }
    public required string PasswordTooShort { get; init; }
    public required string PasswordTooLong { get; init; }
    public required string TokenInvalid { get; init; }
    public required string TooManyTokens { get; init; }
    public required string NobodyOfThatName { get; init; }

    public required string OwnRepositories { get; init; }
    public required string NoOwnRepositories { get; init; }
    public required string AccessTokens { get; init; }
    public required string AccessTokensLead { get; init; }
    public required string NoAccessTokens { get; init; }
    public required string TokenLabel { get; init; }
    public required string TokenLabelHint { get; init; }
    public required string Expires { get; init; }
    public required string Expired { get; init; }
    public required string Never { get; init; }
    public required string AfterDays { get; init; }
    public required string AfterYear { get; init; }
    public required string OnlyPull { get; init; }
    public required string ReadOnly { get; init; }
    public required string CreateToken { get; init; }
    public required string TokenCreated { get; init; }
    public required string TokenCreatedLead { get; init; }
    public required string TokenUse { get; init; }
    public required string BackToAccount { get; init; }
    public required string Revoke { get; init; }
    public required string LastUsed { get; init; }
    public required string Sessions { get; init; }
    public required string SessionsLead { get; init; }
    public required string Browser { get; init; }
    public required string Address { get; init; }
    public required string Since { get; init; }
    public required string ThisSession { get; init; }
    public required string EndSession { get; init; }
    public required string EndOthers { get; init; }
    public required string ChangePassword { get; init; }
    public required string ChangePasswordLead { get; init; }
    public required string CurrentPassword { get; init; }
    public required string NewPassword { get; init; }
    public required string CurrentPasswordWrong { get; init; }
    public required string PasswordChanged { get; init; }
    public required string TokenRevoked { get; init; }
    public required string SessionEnded { get; init; }

    public required string SettingsOf { get; init; }
    public required string General { get; init; }
    public required string Summary { get; init; }
    public required string SummaryHint { get; init; }
    public required string DescriptionHint { get; init; }
    public required string PublicHint { get; init; }
    public required string PrivateHint { get; init; }
    public required string Save { get; init; }
    public required string Saved { get; init; }
    public required string TextTooLong { get; init; }
    public required string Rights { get; init; }
    public required string RightsLead { get; init; }
    public required string NoRights { get; init; }
    public required string Grantee { get; init; }
    public required string GranteeHint { get; init; }
    public required string Right { get; init; }
    public required string RightRead { get; init; }
    public required string RightWrite { get; init; }
    public required string RightAdmin { get; init; }
    public required string Give { get; init; }
    public required string TakeAway { get; init; }
    public required string RightsChanged { get; init; }
    public required string DeleteTags { get; init; }
    public required string DeleteTagsLead { get; init; }
    public required string Delete { get; init; }
    public required string DeleteTagSure { get; init; }
    public required string TagDeleted { get; init; }
    public required string DeleteRepository { get; init; }
    public required string DeleteRepositoryLead { get; init; }
    public required string TypeName { get; init; }
    public required string NameDiffers { get; init; }
    public required string RepositoryDeleted { get; init; }
}
