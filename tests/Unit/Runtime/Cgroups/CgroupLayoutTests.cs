using Berth.Runtime.Cgroups;
using Xunit;

namespace Berth.Unit.Runtime.Cgroups;

/// <summary>Layouts of hosts as /proc/self/mountinfo and /proc/self/cgroup record them.</summary>
public sealed class CgroupLayoutTests
{
    private const string DebianV1 = """
        23 28 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
        28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
        29 23 0:25 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:9 - tmpfs tmpfs ro,mode=755
        30 29 0:26 / /sys/fs/cgroup/systemd rw,nosuid,nodev,noexec,relatime shared:11 - cgroup cgroup rw,xattr,name=systemd
        31 29 0:27 / /sys/fs/cgroup/net_cls,net_prio rw,nosuid,nodev,noexec,relatime shared:12 - cgroup cgroup rw,net_cls,net_prio
        32 29 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid,nodev,noexec,relatime shared:13 - cgroup cgroup rw,cpu,cpuacct
        33 29 0:29 / /sys/fs/cgroup/memory rw,nosuid,nodev,noexec,relatime shared:14 - cgroup cgroup rw,memory
        """;

    private const string DebianV1Own =
        "5:memory:/system.slice/ssh.service\n4:cpu,cpuacct:/system.slice\n3:net_cls,net_prio:/\n1:name=systemd:/system.slice/ssh.service\n";

    private const string SystemdV2 = """
        22 27 0:21 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
        27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        30 22 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
        """;

    [Fact]
    public void Parse_DebianV1_HasEveryHierarchyAndNoUnified()
    {
        CgroupLayout layout = CgroupLayout.Parse(DebianV1, DebianV1Own);

        Assert.False(layout.IsUnified);
        Assert.Null(layout.Unified);
        Assert.Equal(["systemd", "net_cls,net_prio", "cpu,cpuacct", "memory"], layout.Hierarchies.Select(h => h.Name));
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct/system.slice/c1", layout.Of("cpuacct")!.DirectoryOf("c1"));
    }

    [Fact]
    public void Parse_SystemdV2_PathsAreBelowTheSession()
    {
        CgroupLayout layout = CgroupLayout.Parse(SystemdV2, "0::/user.slice/user-1000.slice/session-2.scope\n");

        Assert.True(layout.IsUnified);
        Assert.Equal("/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope/c1", layout.Unified!.DirectoryOf("c1"));
        Assert.Equal("/sys/fs/cgroup/machine/c1", layout.Unified.DirectoryOf("/machine/c1"));
    }

    [Fact]
    public void Parse_V2InAContainerWithItsNamespace_StartsAtItsRoot()
    {
        CgroupLayout layout = CgroupLayout.Parse(
            "500 480 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate\n", "0::/\n");

        Assert.Equal("/sys/fs/cgroup/c1", layout.Unified!.DirectoryOf("c1"));
    }

    [Fact]
    public void Parse_V2InAContainerWithoutNamespace_CutsWhatTheMountDoesNotShow()
    {
        CgroupLayout layout = CgroupLayout.Parse(
            "500 480 0:26 /docker/ab /sys/fs/cgroup rw,relatime - cgroup2 cgroup rw\n", "0::/docker/ab/init\n");

        Assert.Equal("/sys/fs/cgroup/init/c1", layout.Unified!.DirectoryOf("c1"));
    }

    [Fact]
    public void Parse_V2WithANamedHierarchyBeside_IsUnified()
    {
        CgroupLayout layout = CgroupLayout.Parse(
            "30 22 0:26 / /cgroup rw - cgroup2 cgroup2 rw\n31 22 0:27 / /cgroup-systemd rw - cgroup cgroup rw,name=systemd\n",
            "1:name=systemd:/\n0::/\n");

        Assert.True(layout.IsUnified);
    }

    [Fact]
    public void Parse_HierarchiesUnderALaterMount_AreNotThere()
    {
        // A second /sys/fs/cgroup over the first one with all that is in it.
        CgroupLayout layout = CgroupLayout.Parse(
            DebianV1 + "\n90 29 0:50 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n", DebianV1Own + "0::/\n");

        Assert.True(layout.IsUnified);
        Assert.Empty(layout.Hierarchies);
    }

    [Fact]
    public void Parse_HierarchyMountedOver_OtherPlaceIsUsed()
    {
        CgroupLayout layout = CgroupLayout.Parse(
            DebianV1 + "\n91 33 0:51 / /sys/fs/cgroup/memory rw - tmpfs tmpfs rw\n92 28 0:29 / /mnt/memory rw - cgroup cgroup rw,memory\n",
            DebianV1Own);

        Assert.Equal("/mnt/memory", layout.Of("memory")!.MountPoint);
    }

    [Fact]
    public void Parse_RootThatIsItsOwnParent_CoversNothing()
    {
        CgroupLayout layout = CgroupLayout.Parse(
            "1 1 0:2 / / rw - rootfs rootfs rw\n22 1 0:21 / /sys rw - sysfs sysfs rw\n30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
            "0::/\n");

        Assert.NotNull(layout.Unified);
    }

    [Fact]
    public void Parse_RootMountedLaterThanWhatIsInIt_CoversNothing()
    {
        // As after switch_root: the root file system came after /sys, which was moved into it.
        CgroupLayout layout = CgroupLayout.Parse(
            "22 60 0:21 / /sys rw - sysfs sysfs rw\n30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n60 1 254:0 / / rw - ext4 /dev/vda rw\n",
            "0::/\n");

        Assert.NotNull(layout.Unified);
    }
}
