using Berth.Registry.Configuration;
using Berth.Registry.Hosting;
using Xunit;

namespace Berth.Unit.Registry.Hosting;

public sealed class AddressRulesTests
{
    private const string NoAccounts = "no accounts";
    private const string NoCertificate = "no certificate";

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false, NoCertificate)]
    [InlineData(false, true, NoAccounts)]
    [InlineData(false, false, NoAccounts, NoCertificate)]
    public void Refusals_OtherMachines_NeedAccountsAndTls(bool accounts, bool tls, params string[] reasons)
    {
        IReadOnlyList<string> refusals = AddressRules.Refusals(Options("0.0.0.0:5000", accounts, tls));

        Assert.Equal(reasons.Length, refusals.Count);
        Assert.All(reasons, (reason, i) => Assert.Contains(reason, refusals[i], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Refusals_OtherMachinesAskedFor_AreNone(bool accounts, bool tls) =>
        Assert.Empty(AddressRules.Refusals(Options("0.0.0.0:5000", accounts, tls) with { IsInsecureOpen = true, IsPlainHttp = true }));

    [Theory]
    [InlineData(true, false, NoAccounts)]
    [InlineData(false, true, NoCertificate)]
    public void Refusals_OneDangerAskedFor_LeaveTheOther(bool plainHttp, bool insecureOpen, string reason)
    {
        RegistryOptions options = Options("[::]:5000", accounts: false, tls: false) with { IsPlainHttp = plainHttp, IsInsecureOpen = insecureOpen };

        Assert.Contains(reason, Assert.Single(AddressRules.Refusals(options)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:5000")]
    [InlineData("[::1]:5000")]
    [InlineData("unix:/run/registry.sock")]
    public void Refusals_ThisMachine_AreNone(string address)
    {
        RegistryOptions options = Options(address, accounts: false, tls: false);

        Assert.Empty(AddressRules.Refusals(options));
        Assert.Contains(address, Assert.Single(AddressRules.Warnings(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refusals_AccountsNotKnown_AreAboutTheRest() =>
        Assert.Contains(NoCertificate, Assert.Single(AddressRules.Refusals(Options("10.0.0.1:80", accounts: false, tls: false), knowsAccounts: false)), StringComparison.Ordinal);

    [Fact]
    public void Warnings_AccountsAndTls_AreNone() => Assert.Empty(AddressRules.Warnings(Options(":443", accounts: true, tls: true)));

    private static RegistryOptions Options(string address, bool accounts, bool tls)
    {
        Assert.True(ListenAddress.TryParse(address, out ListenAddress? parsed));
        return new RegistryOptions { Addresses = [ListenAddress.Default, parsed], HasAccounts = accounts, CertificateFile = tls ? "/c" : null, KeyFile = tls ? "/k" : null };
    }
}
