namespace Berth.Registry.Web.Languages;

/// <summary>A language the pages are in.</summary>
internal enum Language
{
    English,
    Chinese,
}
