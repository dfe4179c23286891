using Berth.Linux;
using Berth.Linux.Netlink;
using CsCheck;
using Xunit;

namespace Berth.Unit.Linux.Netlink;

public sealed class MessageReaderTests
{
    [Fact]
    public void Outcome_Acknowledgement_IsNoError()
    {
        MessageReader reader = Read("24000000" + "0200" + "0001" + "01000000" + "05000000" + "00000000" + Request(44));

        Assert.Equal((Errno.None, null), reader.Outcome());
    }

    [Fact]
    public void Outcome_ErrorWithText_HasTheKernelsWords()
    {
        // -EEXIST, capped, with NLMSGERR_ATTR_MSG "abc".
        MessageReader reader = Read("2c000000" + "0200" + "0003" + "01000000" + "05000000" + "efffffff" + Request(44) + "08000100" + "61626300");

        Assert.Equal((Errno.EEXIST, "abc"), reader.Outcome());
    }

    [Fact]
    public void Outcome_ErrorWithWholeRequest_FindsTheTextBehindIt()
    {
        // Not capped: the request of 20 bytes comes back whole.
        MessageReader reader = Read("30000000" + "0200" + "0002" + "01000000" + "05000000" + "ffffffff" + Request(20) + "11223344" + "08000100" + "61626300");

        Assert.Equal((Errno.EPERM, "abc"), reader.Outcome());
    }

    [Fact]
    public void Next_AnyBytes_NeverReadsOutside() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        var messages = new MessageReader(bytes);
        while (messages.Next())
        {
            messages.Outcome();
            var attributes = new AttributeReader(messages.Body);
            while (attributes.Next())
            {
                _ = attributes.Text;
                _ = attributes.UInt32BigEndian;
            }
        }
    });

    /// <summary>The header of a request that an answer quotes.</summary>
    private static string Request(byte length) => $"{length:x2}000000" + "1000" + "0506" + "01000000" + "00000000";

    private static MessageReader Read(string hex)
    {
        var reader = new MessageReader(Convert.FromHexString(hex));
        Assert.True(reader.Next());
        return reader;
    }
}
