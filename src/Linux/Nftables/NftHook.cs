namespace Berth.Linux.Nftables;

/// <summary>Where in a packet's way a base chain sits (nft(8), "Address families": hooks), by the kernel's numbers.</summary>
public enum NftHook
{
    Prerouting = 0,
    Input = 1,
    Forward = 2,
    Output = 3,
    Postrouting = 4,
}
