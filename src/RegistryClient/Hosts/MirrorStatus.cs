namespace Berth.RegistryClient.Hosts;

/// <summary>A mirror and how it is.</summary>
/// <param name="Registry">What it is a mirror of: <c>docker.io</c>, or <c>*</c>.</param>
/// <param name="Address">As the configuration has it.</param>
/// <param name="Health">What is known of it.</param>
public sealed record MirrorStatus(string Registry, string Address, MirrorHealth Health);
