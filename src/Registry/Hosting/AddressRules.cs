namespace Berth.Registry.Hosting;

/// <summary>
/// Who can reach the registry and what it would show them: other machines are served with accounts and TLS, or where it is asked for in so many words.
/// <code>
/// address     accounts  TLS
/// this machine   any    any   served; without accounts with a warning
/// others         yes    yes   served
/// others         yes    no    --plain-http
/// others         no     yes   --insecure-open
/// others         no     no    both
/// </code>
/// </summary>
internal static class AddressRules
{
    /// <summary>What is wrong with serving these options, a sentence each; empty: nothing.</summary>
    /// <param name="options">With accounts as they are.</param>
    /// <param name="knowsAccounts">Whether it is known that there are none; a mere check of a file does not open the database.</param>
    public static IReadOnlyList<string> Refusals(RegistryOptions options, bool knowsAccounts = true)
    {
        if (options.Addresses.FirstOrDefault(static a => !a.IsLocal) is not { } address)
        {
            return [];
        }

        var refusals = new List<string>();
        if (knowsAccounts && !options.HasAccounts && !options.IsInsecureOpen)
        {
            refusals.Add($"{address} can be reached from other machines and there are no accounts: everyone could push and delete. "
                + "Add a user (berth-registry user add NAME), listen on 127.0.0.1 only, or say so with --insecure-open.");
        }

        if (!options.HasTls && !options.IsPlainHttp)
        {
            refusals.Add($"{address} can be reached from other machines and there is no certificate: passwords and images would travel in the clear. "
                + "Give --tls-cert and --tls-key, listen on 127.0.0.1 only, or, where a proxy in front of it has TLS, say so with --plain-http.");
        }

        return refusals;
    }

    /// <summary>What is served all the same and should be known.</summary>
    public static IReadOnlyList<string> Warnings(RegistryOptions options)
    {
        var warnings = new List<string>();
        bool isReachable = options.Addresses.Any(static a => !a.IsLocal);
        if (!options.HasAccounts)
        {
            warnings.Add($"No accounts: everyone who can reach {string.Join(", ", options.Addresses)} may push, pull and delete everything"
                + (isReachable ? "" : ". For more than this machine, begin with berth-registry user add NAME"));
        }

        if (isReachable && !options.HasTls)
        {
            warnings.Add("No TLS: passwords and images travel in the clear unless a proxy in front of this has it");
        }

        return warnings;
    }
}
