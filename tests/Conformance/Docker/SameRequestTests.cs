using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Docker;

/// <summary>
/// What <c>berth</c> asks of a daemon is what the real <c>docker</c> asks, member for member, and what it says of a command line that is
/// wrong is what docker says: networks, and the flags of containers that are about them.
/// </summary>
public sealed class SameRequestTests
{
    [Theory]
    [InlineData("network create a")]
    [InlineData("network create -d macvlan --subnet 10.1.0.0/24 --gateway 10.1.0.1 --ip-range 10.1.0.128/25 --aux-address r=10.1.0.9 --aux-address s=10.1.0.8 -o parent=eth0 --ipam-opt x=y --label a=b --label c --internal --attachable --ipv6 --scope local a")]
    [InlineData("network create --config-only a")]
    [InlineData("network create --config-from x a")]
    [InlineData("network create --ingress a")]
    [InlineData("network create --subnet 10.1.0.0 a")]
    [InlineData("network create --subnet x --subnet y a")]
    [InlineData("network create --gateway 10.1.0.1 a")]
    [InlineData("network create --ip-range 10.1.0.0/25 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --gateway 10.2.0.1 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --ip-range 10.2.0.0/25 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --subnet 10.1.0.0/25 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --subnet 10.1.0.0/24 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --subnet 10.2.0.0/24 --ip-range 10.1.0.0/25 --ip-range 10.1.0.128/25 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --subnet 10.2.0.0/24 --gateway 10.1.0.1 --gateway 10.1.0.2 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --aux-address x=10.2.0.1 a")]
    [InlineData("network create --aux-address x=10.2.0.1 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --aux-address x a")]
    [InlineData("network create --subnet 10.1.0.0/24 --gateway nonsense a")]
    [InlineData("network create --subnet 10.1.0.0/24 --gateway 10.1.0.1/33 a")]
    [InlineData("network create --subnet 10.1.0.0/24 --ip-range 10.1.0.1/33 a")]
    [InlineData("network create --subnet 10.1.0.0/33 --gateway 10.1.0.1 a")]
    [InlineData("network create --subnet 10.1.0.0/33 a")]
    [InlineData("network create --label =x a")]
    [InlineData("network create -o =x a")]
    [InlineData("network create -o x a")]
    [InlineData("network create --ipv6=x a")]
    [InlineData("network create")]
    [InlineData("network create a b")]
    [InlineData("network create --ipam-driver null --ipam-opt a a")]
    [InlineData("network connect a b")]
    [InlineData("network connect --alias x --alias y,z --driver-opt a=b,c=d --gw-priority -5 --ip 10.0.0.1 --ip6 fd00::1 --link c:d --link e --link-local-ip 169.254.1.1 a b")]
    [InlineData("network connect --gw-priority x a b")]
    [InlineData("network connect --link a:b:c a b")]
    [InlineData("network connect --link : a b")]
    [InlineData("network connect --driver-opt x a b")]
    [InlineData("network connect --driver-opt =x a b")]
    [InlineData("network connect --driver-opt x= a b")]
    [InlineData("network connect --ip x a b")]
    [InlineData("network connect a")]
    [InlineData("network connect --link-local-ip a,b a b")]
    [InlineData("network disconnect a b")]
    [InlineData("network disconnect -f a b")]
    [InlineData("network disconnect a")]
    [InlineData("network rm a b")]
    [InlineData("network rm -f a")]
    [InlineData("network rm")]
    [InlineData("network ls --filter driver=bridge")]
    [InlineData("network ls --filter x")]
    [InlineData("network inspect -v a")]
    public Task Network_EachCommand_AsksTheSame(string line) => CompareAsync(line);

    [Theory]
    [InlineData("create i")]
    [InlineData("create --network a i")]
    [InlineData("create --network a --network b i")]
    [InlineData("create --network a --network a i")]
    [InlineData("create --network a --network bridge i")]
    [InlineData("create --network bridge --network host i")]
    [InlineData("create --network host --network none i")]
    [InlineData("create --network container:x --network a i")]
    [InlineData("create --network name=a,alias=X,alias=y,ip=10.0.0.1,ip6=fd00::1,mac-address=02:42:AC:11:00:02,driver-opt=com.A=b,gw-priority=5,link-local-ip=169.254.0.1 i")]
    [InlineData("create --network name=a,driver-opt=x i")]
    [InlineData("create --network name=a,driver-opt=x=y=z i")]
    [InlineData("create --network name=a,driver-opt==z i")]
    [InlineData("create --network name=a,gw-priority=x i")]
    [InlineData("create --network name=a,gw-priority=99999999999999999999 i")]
    [InlineData("create --network name=a,foo=x i")]
    [InlineData("create --network name=a,=x i")]
    [InlineData("create --network name=a,foo i")]
    [InlineData("create --network alias=x i")]
    [InlineData("create --network name= i")]
    [InlineData("create --network =x i")]
    [InlineData("create --network a= i")]
    [InlineData("create --network Name=A,Alias=Q i")]
    [InlineData("create --network name=a,\"alias=x i")]
    [InlineData("create --network name=a,alias=\"x i")]
    [InlineData("create --network name=bridge,alias=x i")]
    [InlineData("create --network bridge --network-alias x i")]
    [InlineData("create --network-alias x i")]
    [InlineData("create --network host --network-alias x i")]
    [InlineData("create --network name=a,alias=x --network-alias y i")]
    [InlineData("create --network name=a,ip=10.0.0.1 --ip 10.0.0.2 i")]
    [InlineData("create --network name=a,ip6=fd00::1 --ip6 fd00::1 i")]
    [InlineData("create --network name=a,mac-address=02:42:ac:11:00:02 --mac-address 02:42:ac:11:00:02 i")]
    [InlineData("create --network name=a,link-local-ip=169.254.0.1 --link-local-ip 169.254.0.1 i")]
    [InlineData("create --network name=a --link x:y --ip 1.1.1.1 --ip6 fd00::1 --mac-address 02:42:ac:11:00:02 --link-local-ip 169.254.0.1 --network-alias z i")]
    [InlineData("create --network a --network name=b,ip=1.1.1.1 --ip 2.2.2.2 --network-alias q --link x i")]
    [InlineData("create --link x:y i")]
    [InlineData("create --link x:y --network bridge i")]
    [InlineData("create --link a:b:c i")]
    [InlineData("create --link x:y --network host i")]
    [InlineData("create --ip 1.1.1.1 i")]
    [InlineData("create --ip x i")]
    [InlineData("create --mac-address x i")]
    [InlineData("create --mac-address 02:42:ac:11:00:02 i")]
    [InlineData("create --network name=a,mac-address=x i")]
    [InlineData("create --network a --network name=b,mac-address=x i")]
    [InlineData("create --network a --ip=x --ip6=y i")]
    [InlineData("create --link-local-ip x i")]
    [InlineData("create --dns x i")]
    [InlineData("create --dns 8.8.8.8 --dns ::1 --dns [::1] i")]
    [InlineData("create --dns 1.1.1.1:53 i")]
    [InlineData("create --dns-search . i")]
    [InlineData("create --dns-search a.b. --dns-search -bad i")]
    [InlineData("create --dns-search x_y --dns-search a..b i")]
    [InlineData("create --dns-option x --dns-opt y i")]
    [InlineData("create --add-host a:host-gateway --add-host b=host-gateway --add-host c:::1 --add-host d=[::1] --add-host e:[::1] i")]
    [InlineData("create --add-host a i")]
    [InlineData("create --add-host a:x i")]
    [InlineData("create --add-host a: i")]
    [InlineData("create --add-host :1.1.1.1 i")]
    [InlineData("create --add-host a=1.1.1.1:2 i")]
    [InlineData("create --add-host a:1.1.1.1:2 i")]
    [InlineData("create --hostname x.y --domainname d i")]
    [InlineData("create --hostname -x i")]
    [InlineData("create --net a --net-alias z i")]
    [InlineData("create --network host --ip 1.1.1.1 i")]
    [InlineData("create --network none --mac-address 02:42:ac:11:00:02 i")]
    [InlineData("create --network container:x --ip 1.1.1.1 i")]
    [InlineData("create --network default --network-alias x i")]
    [InlineData("create --network default --network a i")]
    [InlineData("create --network name=a,ip=1.1.1.1,ip=2.2.2.2 i")]
    [InlineData("create -p 80:80 --network host i")]
    [InlineData("create --network nat i")]
    [InlineData("create --network a,b i")]
    [InlineData("create --network a-b=c-d i")]
    [InlineData("create --network name=my-net i")]
    [InlineData("create --network na.me=x i")]
    public Task Create_EachNetworkFlag_AsksTheSame(string line) => CompareAsync(line);

    private static async Task CompareAsync(string line)
    {
        Assert.SkipWhen(PopulatedDaemon.DockerClient is null, "no docker command on this machine");
        using var engine = new RecordingEngine();
        string[] words = line.Split(' ');

        CommandResult expected = await Command.RunAsync(PopulatedDaemon.DockerClient, ["-H", engine.Host, .. words]);
        string wanted = engine.Take();
        CommandResult actual = await Command.RunAsync(Installation.Binary("berth"), ["-H", engine.Host, .. words]);

        Assert.Equal(wanted, engine.Take());
        Assert.Equal(Comparable(expected), Comparable(actual));
    }

    /// <summary>Everything but the program's own name.</summary>
    private static string Comparable(CommandResult result) => $"{result.ExitCode} {result.Output} ! {result.Error}"
        .Replace("docker: ", "berth: ", StringComparison.Ordinal).Replace("docker ", "berth ", StringComparison.Ordinal);
}
