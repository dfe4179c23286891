using Berth.Linux.Nftables;

namespace Berth.Network.Firewall;

/// <summary>Puts our table back when another program takes something of it away, as <c>nft flush ruleset</c> does.</summary>
internal sealed class FirewallWatch : IDisposable
{
    private readonly string _table;
    private readonly HostFirewall _firewall;
    private readonly Action<string> _notice;
    private readonly NftMonitor _monitor;
    private readonly Thread _thread;

    public FirewallWatch(string table, HostFirewall firewall, Action<string> notice)
    {
        _table = table;
        _firewall = firewall;
        _notice = notice;
        _monitor = NftMonitor.Open();
        _thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "firewall watch" };
        _thread.Start();
    }

    public void Dispose()
    {
        _monitor.Stop();
        _thread.Join();
        _monitor.Dispose();
    }

    private void Run()
    {
        while (_monitor.WaitForRemoval(_table, _firewall.Port))
        {
            if (!_firewall.IsInstalled)
            {
                continue;
            }

            try
            {
                _firewall.Repair();
                _notice($"nftables table inet {_table} was changed by another program and has been restored");
            }
            catch (IOException e)
            {
                _notice($"nftables table inet {_table} was changed by another program and cannot be restored: {e.Message}");
            }
        }
    }
}
