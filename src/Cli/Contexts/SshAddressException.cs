namespace Berth.Cli.Contexts;

/// <summary>An ssh:// address that is none.</summary>
internal sealed class SshAddressException(string message) : FormatException("ssh host connection is not valid: invalid SSH URL: " + message);
