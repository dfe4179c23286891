namespace Berth.Registry.Web;

/// <summary>The registry as its pages show it.</summary>
/// <param name="Host">What a client writes before a repository's name: <c>registry.example.org</c>, <c>127.0.0.1:5000</c>.</param>
/// <param name="HasAccounts">False: everyone sees everything, and nothing can be changed here.</param>
/// <param name="RegistrationIsOpen">People may make their own account.</param>
internal sealed record Site(string Host, bool HasAccounts, bool RegistrationIsOpen);
