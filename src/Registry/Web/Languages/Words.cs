namespace Berth.Registry.Web.Languages;

/// <summary>Every text of the pages; a language is an instance, so that none can lack one. <c>{0}</c>, <c>{1}</c> stand for what is put in.</summary>
internal sealed partial record Words
{
    /// <summary>BCP 47.</summary>
    public required string Tag { get; init; }

    /// <summary>The language's name in itself.</summary>
    public required string LanguageName { get; init; }

    public required string LanguageLabel { get; init; }
    public required string SkipToContent { get; init; }
    public required string Search { get; init; }
    public required string SearchLabel { get; init; }
    public required string Menu { get; init; }
    public required string LogIn { get; init; }
    public required string LogOut { get; init; }
    public required string Register { get; init; }
    public required string Account { get; init; }
    public required string FooterText { get; init; }
    public required string Copy { get; init; }
    public required string Copied { get; init; }

    public required string HomeTitle { get; init; }
    public required string HomeLead { get; init; }
    public required string HomeLeadOne { get; init; }
    public required string RecentlyPushed { get; init; }
    public required string MostPulled { get; init; }
    public required string AllRepositories { get; init; }
    public required string NothingYet { get; init; }
    public required string NothingYetLead { get; init; }
    public required string NothingToSee { get; init; }
    public required string NothingToSeeLead { get; init; }

    public required string SearchTitle { get; init; }
    public required string SearchResults { get; init; }
    public required string SearchResult { get; init; }
    public required string SearchNothing { get; init; }
    public required string SearchHint { get; init; }
    public required string Newer { get; init; }
    public required string Older { get; init; }
    public required string PageNumber { get; init; }
    public required string Pages { get; init; }

    public required string Private { get; init; }
    public required string Public { get; init; }
    public required string Pulls { get; init; }
    public required string PullsOne { get; init; }
    public required string Stars { get; init; }
    public required string StarsOne { get; init; }
    public required string PushedAgo { get; init; }
    public required string NeverPushed { get; init; }
    public required string Star { get; init; }
    public required string Unstar { get; init; }
    public required string Settings { get; init; }

    public required string PullHeading { get; init; }
    public required string PullWithBerth { get; init; }
    public required string PullWithDocker { get; init; }
    public required string Description { get; init; }
    public required string AddDescription { get; init; }
    public required string Tags { get; init; }
    public required string TagName { get; init; }
    public required string NoTags { get; init; }
    public required string Digest { get; init; }
    public required string Size { get; init; }
    public required string Platforms { get; init; }
    public required string Platform { get; init; }
    public required string LastPushed { get; init; }
    public required string PushedBy { get; init; }
    public required string PullsLabel { get; init; }
    public required string StarsLabel { get; init; }
    public required string Facts { get; init; }
    public required string Visibility { get; init; }

    public required string Layers { get; init; }
    public required string LayersLead { get; init; }
    public required string LayersLeadOne { get; init; }
    public required string Instruction { get; init; }
    public required string UnknownInstruction { get; init; }
    public required string NoLayer { get; init; }
    public required string Configuration { get; init; }
    public required string NoConfiguration { get; init; }
    public required string Created { get; init; }
    public required string Author { get; init; }
    public required string Entrypoint { get; init; }
    public required string Command { get; init; }
    public required string EnvironmentNames { get; init; }
    public required string Ports { get; init; }
    public required string Volumes { get; init; }
    public required string RunsAs { get; init; }
    public required string WorkingDirectory { get; init; }
    public required string StopSignal { get; init; }
    public required string Labels { get; init; }
    public required string Annotations { get; init; }
    public required string Referrers { get; init; }
    public required string ReferrersLead { get; init; }
    public required string ArtifactType { get; init; }
    public required string MediaType { get; init; }
    public required string Subject { get; init; }
    public required string Attestations { get; init; }
    public required string RawManifest { get; init; }
    public required string ManifestUnreadable { get; init; }
    public required string Contents { get; init; }
    public required string PlatformMissing { get; init; }

    public required string JustNow { get; init; }
    public required string MinutesAgo { get; init; }
    public required string MinuteAgo { get; init; }
    public required string HoursAgo { get; init; }
    public required string HourAgo { get; init; }
    public required string DaysAgo { get; init; }
    public required string DayAgo { get; init; }
    public required string MonthsAgo { get; init; }
    public required string MonthAgo { get; init; }
    public required string YearsAgo { get; init; }
    public required string YearAgo { get; init; }

    public required string NotFound { get; init; }
    public required string NotFoundLead { get; init; }
    public required string NotFoundLogIn { get; init; }
    public required string Forbidden { get; init; }
    public required string ForbiddenForm { get; init; }
    public required string BadRequest { get; init; }
    public required string BadRequestLead { get; init; }
    public required string ServerError { get; init; }
    public required string ServerErrorLead { get; init; }
    public required string BackHome { get; init; }

    public static Words Of(Language language) => language == Language.Chinese ? Chinese : English;
}
