using Berth.Registry.Metadata;
using Berth.Registry.Web.Forms;

namespace Berth.Registry.Web.Endpoints;

/// <summary>A form of a repository's settings; who sent it may change them.</summary>
internal sealed record SettingsChange(Visit Visit, HttpContext Http, FormFields Form, RepositoryRecord Repository);
