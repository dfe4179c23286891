using Berth.Registry.Accounts;
using Xunit;

namespace Berth.Unit.Registry.Accounts;

public sealed class HtpasswdFileTests
{
    private const string Hash = "$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC";

    [Fact]
    public void Parse_BcryptLines_GivesUsersAndHashes() => Assert.Equal(
        [new HtpasswdEntry(1, "alice", Hash), new HtpasswdEntry(4, "bob", Hash)],
        HtpasswdFile.Parse([$"alice:{Hash}", "", "# a remark", $"bob:{Hash}  "]));

    [Theory]
    [InlineData("alice", "3: expected user:hash")]
    [InlineData("alice:$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/", "3: the password of \"alice\" is not hashed by bcrypt")]
    [InlineData("alice:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "3: the password of \"alice\" is not hashed by bcrypt")]
    [InlineData("alice:plain", "3: the password of \"alice\" is not hashed by bcrypt")]
    [InlineData("alice:", "3: the password of \"alice\" is not hashed by bcrypt")]
    [InlineData("alice:$2y$31$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC", "3: the password of \"alice\" is not hashed by bcrypt")]
    [InlineData("alice:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRq\n", "3: the password of \"alice\" is not hashed by bcrypt")]
    [InlineData("Alice:" + Hash, "3: \"Alice\" cannot be a user's name")]
    [InlineData("../x:" + Hash, "3: \"../x\" cannot be a user's name")]
    [InlineData("bob:" + Hash, "3: \"bob\" is in line 1 already")]
    public void Parse_ALineThatIsWrong_NamesIt(string line, string message)
    {
        FormatException e = Assert.Throws<FormatException>(() => HtpasswdFile.Parse([$"bob:{Hash}", "", line]));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }
}
