namespace Berth.Registry.Web.Html;

/// <summary>A text that a form shows to be edited: encoded, but with every character it has, so that saving does not change it.</summary>
internal readonly record struct Verbatim(string Text);
