using System.Text.Json;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi;
using Berth.Unit.Architecture;
using Xunit;

namespace Berth.Unit.Engine.Specs;

public class CreateRequestValidatorTests
{
    [Theory]
    [InlineData("docker-cli-28-plain.json")]
    [InlineData("docker-cli-28-options.json")]
    public void Validate_WhatTheDockerClientSends_IsAccepted(string file)
    {
        string json = File.ReadAllText(Path.Combine(Repository.Root, "tests/Unit/Engine/Specs/Requests", file));
        Assert.Empty(Validate(json));
    }

    // The messages are dockerd 20.10's for the same requests, where it refuses them.
    [Theory]
    [InlineData(""" "WorkingDir":"rel" """, "the working directory 'rel' is invalid, it needs to be an absolute path")]
    [InlineData(""" "Env":["=x"] """, "invalid environment variable: =x")]
    [InlineData(""" "Env":[""] """, "invalid environment variable: ")]
    [InlineData(""" "StopSignal":"FOO" """, "invalid signal: FOO")]
    [InlineData(""" "Hostname":"a\nb" """, "invalid hostname format: a\nb")]
    [InlineData(""" "MacAddress":"zz" """, "invalid MAC address: zz")]
    [InlineData(""" "ExposedPorts":{"foo":{}} """, "invalid port specification: \"foo\"")]
    [InlineData(""" "HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"99999"}]}} """, "invalid port specification: \"99999\"")]
    [InlineData(""" "HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"zz"}]}} """, "invalid IP address: zz")]
    [InlineData(""" "HostConfig":{"SecurityOpt":["foo"]} """, "invalid --security-opt 1: \"foo\"")]
    [InlineData(""" "HostConfig":{"SecurityOpt":["foo=bar"]} """, "invalid --security-opt 2: \"foo=bar\"")]
    [InlineData(""" "HostConfig":{"RestartPolicy":{"Name":"always"},"AutoRemove":true} """, "can't create 'AutoRemove' container with restart policy")]
    [InlineData(""" "Healthcheck":{"Test":["CMD","true"],"Interval":100} """, "Interval in Healthcheck cannot be less than 1ms")]
    [InlineData(""" "Healthcheck":{"Test":["CMD","true"],"StartPeriod":-1} """, "StartPeriod in Healthcheck cannot be less than 1ms")]
    [InlineData(""" "Healthcheck":{"Retries":-1} """, "Retries in Healthcheck cannot be negative")]
    [InlineData(""" "Healthcheck":{"Test":["FOO","x"]} """, "invalid Test in Healthcheck: [FOO x]: it must be empty, NONE, CMD with a command, or CMD-SHELL with one line")]
    [InlineData(""" "HostConfig":{"RestartPolicy":{"Name":"foo"}} """, "invalid restart policy: unknown policy 'foo'; use one of 'no', 'always', 'on-failure', 'on-unhealthy', or 'unless-stopped'")]
    [InlineData(""" "HostConfig":{"RestartPolicy":{"Name":"always","MaximumRetryCount":3}} """, "invalid restart policy: maximum retry count can only be used with 'on-failure'")]
    [InlineData(""" "HostConfig":{"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":-1}} """, "invalid restart policy: maximum retry count cannot be negative")]
    [InlineData(""" "HostConfig":{"PidMode":"foo"} """, "invalid PID mode: foo")]
    [InlineData(""" "HostConfig":{"IpcMode":"foo"} """, "invalid IPC mode: foo")]
    [InlineData(""" "HostConfig":{"IpcMode":"container:"} """, "invalid IPC mode: invalid container format container:<name|id>")]
    [InlineData(""" "HostConfig":{"SecurityOpt":["no-new-privileges=yes"]} """, "invalid --security-opt 2: \"no-new-privileges=yes\"")]
    [InlineData(""" "HostConfig":{"SecurityOpt":["writable-cgroups=x"]} """, "invalid --security-opt 2: \"writable-cgroups=x\"")]
    [InlineData(""" "HostConfig":{"UTSMode":"foo"} """, "invalid UTS mode: foo")]
    [InlineData(""" "HostConfig":{"CgroupnsMode":"foo"} """, "invalid cgroup namespace mode: foo")]
    [InlineData(""" "HostConfig":{"UsernsMode":"foo"} """, "invalid user namespace mode: foo")]
    [InlineData(""" "HostConfig":{"NetworkMode":"container:"} """, "invalid network mode: invalid container format container:<name|id>")]
    [InlineData(""" "HostConfig":{"Isolation":"foo"} """, "invalid isolation: \"foo\" - linux only supports 'default'")]
    [InlineData(""" "HostConfig":{"Runtime":"foo"} """, "unknown or invalid runtime name: foo")]
    [InlineData(""" "HostConfig":{"Memory":1} """, "Minimum memory limit allowed is 6MB")]
    [InlineData(""" "HostConfig":{"Memory":20000000,"MemorySwap":10000000} """, "Minimum memoryswap limit should be larger than memory limit, see usage")]
    [InlineData(""" "HostConfig":{"MemorySwap":10000000} """, "You should always set the Memory limit when using Memoryswap limit, see usage")]
    [InlineData(""" "HostConfig":{"MemorySwappiness":101} """, "Invalid value: 101, valid memory swappiness range is 0-100")]
    [InlineData(""" "HostConfig":{"Memory":10000000,"MemoryReservation":20000000} """, "Minimum memory limit can not be less than memory reservation limit, see usage")]
    [InlineData(""" "HostConfig":{"ShmSize":-1} """, "SHM size can not be less than 0")]
    [InlineData(""" "HostConfig":{"OomScoreAdj":2000} """, "Invalid value 2000, range for oom score adj is [-1000, 1000]")]
    [InlineData(""" "HostConfig":{"NanoCpus":100000000000} """, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available")]
    [InlineData(""" "HostConfig":{"NanoCpus":-1} """, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available")]
    [InlineData(""" "HostConfig":{"NanoCpus":1000000000,"CpuPeriod":1000} """, "Conflicting options: Nano CPUs and CPU Period cannot both be set")]
    [InlineData(""" "HostConfig":{"CpuPeriod":10} """, "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)")]
    [InlineData(""" "HostConfig":{"CpuQuota":10} """, "CPU cfs quota can not be less than 1ms (i.e. 1000)")]
    [InlineData(""" "HostConfig":{"CpuShares":-1} """, "invalid CPU shares (-1): value must be a positive integer")]
    [InlineData(""" "HostConfig":{"CpusetCpus":"0-99"} """, "Requested CPUs are not available - requested 0-99, available: 0-1")]
    [InlineData(""" "HostConfig":{"CpusetCpus":"a"} """, "Invalid value a for cpuset cpus")]
    [InlineData(""" "HostConfig":{"BlkioWeight":5} """, "Range of blkio weight is from 10 to 1000")]
    [InlineData(""" "HostConfig":{"Ulimits":[{"Name":"foo","Soft":1,"Hard":1}]} """, "invalid ulimit type: foo")]
    [InlineData(""" "HostConfig":{"Ulimits":[{"Name":"nofile","Soft":10,"Hard":1}]} """, "ulimit soft limit must be less than or equal to hard limit: 10 > 1")]
    [InlineData(""" "HostConfig":{"Devices":[{"PathOnHost":"/dev/null","CgroupPermissions":"zz"}]} """, "bad mode specified: zz")]
    [InlineData(""" "HostConfig":{"DeviceCgroupRules":["x"]} """, "invalid device cgroup rule format: 'x'")]
    [InlineData(""" "HostConfig":{"Sysctls":{"kernel.panic":"1"}} """, "sysctl \"kernel.panic\" is not in a separate kernel namespace")]
    [InlineData(""" "HostConfig":{"NetworkMode":"host","Sysctls":{"net.core.somaxconn":"1"}} """, "sysctl \"net.core.somaxconn\" not allowed in host network namespace")]
    [InlineData(""" "HostConfig":{"Sysctls":{"net/../kernel/panic":"1"}} """, "sysctl 'net/../kernel/panic' is not allowed")]
    [InlineData(""" "HostConfig":{"ExtraHosts":["x"]} """, "bad format for add-host: \"x\"")]
    [InlineData(""" "HostConfig":{"ExtraHosts":["x:y"]} """, "invalid IP address in add-host: \"y\"")]
    [InlineData(""" "HostConfig":{"ExtraHosts":["x\n6.6.6.6 bank:1.2.3.4"]} """, "bad format for add-host: \"x\n6.6.6.6 bank:1.2.3.4\"")]
    [InlineData(""" "HostConfig":{"Dns":["x"]} """, "x is not an ip address")]
    [InlineData(""" "HostConfig":{"StorageOpt":{"foo":"10G"}} """, "Unknown option foo")]
    [InlineData(""" "HostConfig":{"VolumesFrom":["x:foo"]} """, "invalid mode: foo")]
    [InlineData(""" "HostConfig":{"LogConfig":{"Type":"json-file","Config":{"foo":"x"}}} """, "unknown log opt 'foo' for json-file log driver")]
    [InlineData(""" "HostConfig":{"LogConfig":{"Type":"gelf"}} """, "logger: no log driver named 'gelf' is registered")]
    [InlineData(""" "HostConfig":{"UTSMode":"host"},"Hostname":"foo" """, "conflicting options: hostname and the UTS mode")]
    [InlineData(""" "HostConfig":{"NetworkMode":"container:x"},"Hostname":"foo" """, "conflicting options: hostname and the network mode")]
    [InlineData(""" "HostConfig":{"NetworkMode":"container:x","PortBindings":{"80/tcp":[{}]}} """, "conflicting options: port publishing and the container type network mode")]
    [InlineData(""" "HostConfig":{"NetworkMode":"container:x"},"ExposedPorts":{"80/tcp":{}} """, "conflicting options: port exposing and the container type network mode")]
    [InlineData(""" "HostConfig":{"NetworkMode":"container:x","Dns":["1.1.1.1"]} """, "conflicting options: dns and the network mode")]
    [InlineData(""" "HostConfig":{"NetworkMode":"host","Links":["a:b"]} """, "conflicting options: host type networking can't be used with links. This would result in undefined behavior")]
    [InlineData(""" "HostConfig":{"Annotations":{"berth.init":"true"}} """, "invalid annotation: \"berth.init\" is empty or reserved")]
    public void Validate_WrongField_IsRefusedInDockersWords(string fields, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => Validate($"{{{fields}}}")).Message);

    [Theory]
    [InlineData(""" "NetworkDisabled":true """, "NetworkDisabled is not supported: use network mode none")]
    [InlineData(""" "HostConfig":{"DeviceRequests":[{"Driver":"","Count":-1,"Capabilities":[["gpu"]]}]} """, "could not select device driver \"\" with capabilities: [[gpu]]")]
    [InlineData(""" "HostConfig":{"KernelMemory":1} """, "kernel memory limits are not supported")]
    [InlineData(""" "HostConfig":{"DeviceRequests":[{"Driver":"cdi","DeviceIDs":["vendor.com/class=a"]}]} """, "CDI device injection failed: unresolvable CDI devices vendor.com/class=a")]
    public void Validate_WhatIsNotThere_IsRefused(string fields, string message) =>
        Assert.Equal(message, Assert.Throws<UnsupportedException>(() => Validate($"{{{fields}}}")).Message);

    [Theory]
    [InlineData(""" "HostConfig":{"NetworkMode":"host","PortBindings":{"80/tcp":[{}]}} """, "Published ports are discarded when using host network mode")]
    [InlineData(""" "HostConfig":{"OomKillDisable":true} """, "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.")]
    public void Validate_Doubtful_Warns(string fields, string warning) => Assert.Equal([warning], Validate($"{{{fields}}}"));

    private static IReadOnlyList<string> Validate(string json) =>
        CreateRequestValidator.Validate(
            JsonSerializer.Deserialize(json, EngineApiJson.Default.CreateContainerRequest)!, SampleHost.Facts);
}
