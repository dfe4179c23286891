using System.Text;
using Berth.Dns.Messages;
using Xunit;

namespace Berth.Unit.Dns.Messages;

public sealed class QueryTests
{
    [Theory]
    [InlineData("web", "web")]
    [InlineData("WEB.Net", "web.net")]
    [InlineData("", "")]
    public void TryRead_Question_IsReadInLowerCase(string asked, string name)
    {
        byte[] message = QuestionBytes.Of(asked, RecordType.Aaaa, ednsSize: 1400);

        Assert.True(Query.TryRead(message, new byte[255], out Query query));

        Assert.Equal(name, Encoding.UTF8.GetString(query.Name));
        Assert.Equal(RecordType.Aaaa, query.Type);
        Assert.True(query.IsInternet);
        Assert.True(query.IsPlain);
        Assert.True(query.HasEdns);
        Assert.Equal(1400, query.MaxSize);
        Assert.Equal(message.Length - 11, query.QuestionEnd);
    }

    [Fact]
    public void TryRead_WithoutEdns_Takes512Bytes()
    {
        Assert.True(Query.TryRead(QuestionBytes.Of("web"), new byte[255], out Query query));

        Assert.False(query.HasEdns);
        Assert.Equal(512, query.MaxSize);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\nb")]
    public void TryRead_SpaceInALabel_IsNotPlain(string name)
    {
        Assert.True(Query.TryRead(QuestionBytes.Of(name), new byte[255], out Query query));

        Assert.False(query.IsPlain);
    }

    [Fact]
    public void TryRead_DotInALabel_IsNotPlain()
    {
        byte[] message = QuestionBytes.Of("a-b");
        message[14] = (byte)'.';

        Assert.True(Query.TryRead(message, new byte[255], out Query query));

        Assert.False(query.IsPlain);
    }

    [Fact]
    public void TryRead_PointerToItself_IsRefused() =>
        Assert.False(Query.TryRead([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1], new byte[255], out _));

    [Fact]
    public void TryRead_EveryPrefixOfAMessage_IsRefusedOrReadWithinIt()
    {
        byte[] message = QuestionBytes.Of("some.name.example", ednsSize: 4096);
        for (int length = 0; length < message.Length; length++)
        {
            if (Query.TryRead(message.AsSpan(0, length), new byte[255], out Query query))
            {
                Assert.True(query.QuestionEnd <= length);
                Assert.False(query.HasEdns);
            }
        }
    }

    [Fact]
    public void TryRead_LongestName_IsReadAndOneByteMoreIsNot()
    {
        string most = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));

        Assert.True(Query.TryRead(QuestionBytes.Of(most), new byte[255], out Query query));
        Assert.Equal(most, Encoding.UTF8.GetString(query.Name));
        Assert.False(Query.TryRead(QuestionBytes.Of(most + "d"), new byte[255], out _));
    }

    [Fact]
    public void TryRead_RandomBytes_NeverThrowsOrReadsBeyond()
    {
        var random = new Random(7);
        byte[] text = new byte[255];
        for (int i = 0; i < 200_000; i++)
        {
            byte[] message = i % 2 == 0 ? QuestionBytes.Of("web.example.org", ednsSize: 512) : new byte[random.Next(80)];
            int changes = i % 2 == 0 ? random.Next(1, 6) : message.Length;
            for (int change = 0; change < changes; change++)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            if (Query.TryRead(message, text, out Query query))
            {
                Assert.InRange(query.QuestionEnd, 17, message.Length);
                Assert.InRange(query.MaxSize, 512, 65535);
            }
        }
    }

    [Theory]
    [InlineData("4.3.2.1.in-addr.arpa", "01020304")]
    [InlineData("255.0.0.10.in-addr.arpa", "0a0000ff")]
    [InlineData("256.0.0.10.in-addr.arpa", "")]
    [InlineData("0.0.10.in-addr.arpa", "")]
    [InlineData("1.0.0.0.10.in-addr.arpa", "")]
    [InlineData("+1.0.0.10.in-addr.arpa", "")]
    [InlineData("in-addr.arpa", "")]
    [InlineData("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.4.d.c.6.5.3.c.c.2.d.f.ip6.arpa", "fd2cc356cd4b00000000000000000002")]
    [InlineData("2.0.0.0.ip6.arpa", "")]
    [InlineData("g.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.4.d.c.6.5.3.c.c.2.d.f.ip6.arpa", "")]
    [InlineData("web", "")]
    public void ReverseName_Read_GivesTheAddress(string name, string hex)
    {
        byte[] address = new byte[16];

        int length = ReverseName.Read(Encoding.UTF8.GetBytes(name), address);

        Assert.Equal(hex, Convert.ToHexStringLower(address.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("web.net", "0377656203" + "6e657400")]
    [InlineData("a..b", "")]
    [InlineData(".a", "")]
    public void DomainName_Write_GivesLabels(string name, string hex)
    {
        byte[] target = new byte[64];

        int length = DomainName.Write(Encoding.UTF8.GetBytes(name), target);

        Assert.Equal(hex, length < 0 ? "" : Convert.ToHexStringLower(target.AsSpan(0, length)));
    }
}
