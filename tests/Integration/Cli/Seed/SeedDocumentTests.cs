using System.Text.RegularExpressions;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Seed;

/// <summary>
/// The whole tutorial that the project began with, played through a program named <c>docker</c>: every command letter for letter, and every
/// output in the tutorial's form: its headings, words and order. IDs are those of the machine, as they are of the tutorial's.
/// </summary>
public sealed class SeedDocumentTests
{
    private const string Images = "^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$";
    private const string Containers = "^CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES$";
    private const string Prompt = "~]# ";

    [Fact]
    public async Task Tutorial_FromItsBeginToItsEnd_IsPlayed()
    {
        await using SeedMachine machine = await SeedMachine.StartAsync();

        await PlayImagesAsync(machine);
        await PlayContainersAsync(machine);
        await PlayLifecycleAsync(machine);
        await PlayExportAsync(machine);
        await PlayRemovalAsync(machine);
        await PlayHubAsync(machine);

        Assert.Empty(machine.Unplayed);
    }

    /// <summary>镜像: images are fetched, listed and removed.</summary>
    private static async Task PlayImagesAsync(SeedMachine machine)
    {
        string[] pull = await machine.PlayAsync("docker pull ubuntu:13.10");
        Assert.Equal("13.10: Pulling from library/ubuntu", pull[0]);
        Assert.Equal("docker.io/library/ubuntu:13.10", pull[^1]);
        string digest = Assert.Single(pull, line => line.StartsWith("Digest: ", StringComparison.Ordinal))["Digest: ".Length..];

        string[] images = await machine.PlayAsync("docker images");
        Assert.Matches(Images, images[0]);
        Assert.Matches("^ubuntu +13\\.10 +[0-9a-f]{12} +.+ ago +[0-9.]+MB$", Assert.Single(images[1..]));
        string[] list = await machine.PlayAsync("docker image ls");
        Assert.Equal(images[0].Split(' ')[0], list[0].Split(' ')[0]);
        Assert.Matches("^ubuntu +13\\.10 +[0-9a-f]{12} +.+ ago +[0-9.]+MB$", Assert.Single(list[1..]));

        string untagged = await ImportAsync(machine, "one");
        string other = await ImportAsync(machine, "two");
        string[] removed = await machine.PlayAsync("docker image rm 05d", ("05d", untagged[..6]));
        Assert.Equal($"Deleted: sha256:{untagged}", removed[0]);
        Assert.All(removed, line => Assert.Matches("^Deleted: sha256:[0-9a-f]{64}$", line));
        removed = await machine.PlayAsync("docker image rm 0e7850d816ad", ("0e7850d816ad", other[..12]));
        Assert.All(removed, line => Assert.Matches("^Deleted: sha256:[0-9a-f]{64}$", line));

        (await machine.ShellAsync("docker pull hello-world")).Succeeded();
        (await machine.ShellAsync("docker rmi ubuntu:13.10")).Succeeded();
        removed = await machine.PlayAsync("docker image rm hello-world:latest");
        Assert.Equal("Untagged: hello-world:latest", removed[0]);
        Assert.Matches("^Untagged: hello-world@sha256:[0-9a-f]{64}$", removed[1]);
        Assert.All(removed[2..], line => Assert.Matches("^Deleted: sha256:[0-9a-f]{64}$", line));

        (await machine.ShellAsync("docker pull ubuntu:13.10")).Succeeded();
        string[] digests = await machine.PlayAsync("docker image ls --digests");
        Assert.Matches("^REPOSITORY +TAG +DIGEST +IMAGE ID +CREATED +SIZE$", digests[0]);
        Assert.Matches($"^ubuntu +13\\.10 +{digest} +[0-9a-f]{{12}} +.+ ago +[0-9.]+MB$", digests[1]);
        removed = await machine.PlayAsync(SeedCommands.All.Single(command => command.Contains('@')), (SeedCommands.All.Single(command => command.Contains('@')).Split('@')[1], digest));
        Assert.Equal($"Untagged: ubuntu@{digest}", removed[0]);

        string[] usage = await machine.PlayAsync("docker system df");
        Assert.Matches("^TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE$", usage[0]);
        Assert.Equal(["Images", "Containers", "Local Volumes", "Build Cache"], usage[1..].Select(line => Regex.Match(line, "^[A-Za-z]+( [A-Z][a-z]+)?").Value));
        Assert.Matches("^Images +1 +0 +[0-9.]+MB +[0-9.]+MB \\(100%\\)$", usage[1]);
    }

    /// <summary>使用镜像运行容器, 创建和运行: containers with a shell on the terminal, and in the background.</summary>
    private static async Task PlayContainersAsync(SeedMachine machine)
    {
        await using (Terminal terminal = machine.PlayOnTerminal("docker run -t -i ubuntu:13.10 /bin/bash"))
        {
            await terminal.ExpectAsync(Prompt);
            await terminal.TypeAsync("exit\r");
            Assert.Equal(0, await terminal.WaitAsync());
            Assert.Matches("\\[root@[0-9a-f]{12} ~\\]# ", terminal.Screen);
        }

        (await machine.ShellAsync("docker run -d -i -t --name e776356b5e5c ubuntu:13.10")).Succeeded();
        Assert.Equal(["e776356b5e5c"], await machine.PlayAsync("docker container kill e776356b5e5c"));

        await using (Terminal terminal = machine.PlayOnTerminal(SeedCommands.All[11]))
        {
            await terminal.ExpectAsync("Unable to find image 'ubuntu:16.04' locally");
            await terminal.ExpectAsync("Status: Downloaded newer image for ubuntu:16.04");
            await terminal.ExpectAsync(Prompt);
            await terminal.TypeAsync("\u0004"); // Ctrl+d
            Assert.Equal(0, await terminal.WaitAsync());
        }

        string[] detached = await machine.PlayAsync(SeedCommands.All[12]);
        Assert.Matches("^[0-9a-f]{64}$", Assert.Single(detached));
        string[] running = await machine.PlayAsync("docker ps");
        Assert.Matches(Containers, running[0]);
        Assert.Matches($"^{detached[0][..12]} +ubuntu:16\\.04 +\"/bin/bash\" +.+ ago +Up .+ +[a-z]+_[a-z]+$", Assert.Single(running[1..]));
        Assert.Equal(2, (await machine.PlayAsync("docker container ls")).Length);
        string[] all = await machine.PlayAsync("docker ps -a");
        Assert.Equal(4, all.Length);
        Assert.Matches("^[0-9a-f]{12} +ubuntu:13\\.10 +\"/bin/bash\" +.+ ago +Exited \\(137\\) .+ ago +e776356b5e5c$", all[2]);
        Assert.Equal(4, (await machine.PlayAsync("docker container ls -a")).Length);
    }

    /// <summary>终止、启动和重启容器, 进入容器.</summary>
    private static async Task PlayLifecycleAsync(SeedMachine machine)
    {
        (await machine.ShellAsync("docker run -d -i -t --stop-signal KILL --name container_id ubuntu:13.10")).Succeeded();
        foreach (string verb in (string[])["stop", "start", "restart"])
        {
            Assert.Equal(["container_id"], await machine.PlayAsync($"docker container {verb} container_id"));
        }

        await using (Terminal terminal = machine.PlayOnTerminal("docker exec -it container_id bash"))
        {
            await terminal.ExpectAsync(Prompt);
            await terminal.TypeAsync("exit\r");
            Assert.Equal(0, await terminal.WaitAsync());
        }

        await using (Terminal terminal = machine.PlayOnTerminal("docker attach container_id"))
        {
            await terminal.TypeAsync("\r");
            await terminal.ExpectAsync(Prompt);
            await terminal.TypeAsync("exit\r");
            Assert.Equal(0, await terminal.WaitAsync());
        }
    }

    /// <summary>导出和导入.</summary>
    private static async Task PlayExportAsync(SeedMachine machine)
    {
        (await machine.ShellAsync("docker run -d -i -t --name 2ce67b15dbbd ubuntu:13.10")).Succeeded();
        await machine.PlayAsync("docker export 2ce67b15dbbd > lnmp.tar");
        string image = Assert.Single(await machine.PlayAsync("cat lnmp.tar | docker import - import/lnmp:v1.0"));
        Assert.Matches("^sha256:[0-9a-f]{64}$", image);
        string[] images = await machine.PlayAsync("docker images");
        Assert.Contains(images, line => Regex.IsMatch(line, $"^import/lnmp +v1\\.0 +{image["sha256:".Length..][..12]} +.+ ago +[0-9.]+MB$"));

        string[] lines = await machine.PlayAsync("docker import http://example.com/exampleimage.tgz example/imagerepo");
        Assert.Contains(lines, line => line.Contains("Downloading from http://example.com/exampleimage.tgz", StringComparison.Ordinal));
        Assert.Matches("^sha256:[0-9a-f]{64}$", lines[^1]);
    }

    /// <summary>删除容器.</summary>
    private static async Task PlayRemovalAsync(SeedMachine machine)
    {
        Assert.Equal(["container_id"], await machine.PlayAsync("docker container rm container_id"));
        (await machine.ShellAsync("docker run -d -i -t --name container_id ubuntu:13.10")).Succeeded();
        Assert.Equal(["container_id"], await machine.PlayAsync("docker container rm -f container_id"));

        await using Terminal terminal = machine.PlayOnTerminal("docker container prune");
        await terminal.ExpectAsync("WARNING! This will remove all stopped containers.");
        await terminal.ExpectAsync("Are you sure you want to continue? [y/N] ");
        await terminal.TypeAsync("y\r");
        await terminal.ExpectAsync("Deleted Containers:");
        await terminal.ExpectAsync("Total reclaimed space: ");
        Assert.Equal(0, await terminal.WaitAsync());
    }

    /// <summary>仓库: Docker Hub.</summary>
    private static async Task PlayHubAsync(SeedMachine machine)
    {
        await LogInAsync(machine);
        Assert.Equal(["Removing login credentials for https://index.docker.io/v1/"], await machine.PlayAsync("docker logout"));

        string[] found = await machine.PlayAsync("docker search wangxiong");
        Assert.Matches("^NAME +DESCRIPTION +STARS +OFFICIAL( +AUTOMATED)?$", found[0]);
        Assert.Matches("^wangxiong/lnmp +利用Dockfile 定制的LNMP镜像 +0", found[1]);

        string[] pull = await machine.PlayAsync("docker pull wangxiong/lnmp");
        Assert.Equal("Using default tag: latest", pull[0]);
        Assert.Equal("docker.io/wangxiong/lnmp:latest", pull[^1]);

        (await machine.ShellAsync("docker tag import/lnmp:v1.0 lnmp:v1")).Succeeded();
        Assert.Empty(await machine.PlayAsync("docker tag lnmp:v1 wangxiong/lnmp:v1.0"));
        Assert.Contains(await machine.PlayAsync("docker images"), line => Regex.IsMatch(line, "^wangxiong/lnmp +v1\\.0 "));
        await LogInAsync(machine);
        string[] push = await machine.PlayAsync("docker push wangxiong/lnmp:v1.0");
        Assert.Equal("The push refers to repository [docker.io/wangxiong/lnmp]", push[0]);
        Assert.Matches("^v1\\.0: digest: sha256:[0-9a-f]{64} size: [0-9]+$", push[^1]);
        Assert.Equal(found, await machine.PlayAsync("docker search wangxiong/lnmp"));
    }

    private static async Task LogInAsync(SeedMachine machine)
    {
        await using Terminal terminal = machine.PlayOnTerminal("docker login");
        await terminal.ExpectAsync("Username: ");
        await terminal.TypeAsync($"{SeedMachine.User}\n");
        await terminal.ExpectAsync("Password: ");
        await terminal.TypeAsync($"{SeedMachine.Password}\n");
        await terminal.ExpectAsync("stored unencrypted");
        await terminal.ExpectAsync("Configure a credential helper to remove this warning. See");
        await terminal.ExpectAsync("Login Succeeded");
        Assert.Equal(0, await terminal.WaitAsync());
        Assert.DoesNotContain(SeedMachine.Password, terminal.Screen, StringComparison.Ordinal);
    }

    /// <summary>An image without a name.</summary>
    /// <returns>Its ID, 64 digits.</returns>
    private static async Task<string> ImportAsync(SeedMachine machine, string text)
    {
        string id = (await machine.ShellAsync($"mkdir -p {text} && echo {text} > {text}/text && tar -C {text} -c text | docker import -")).Succeeded().Text;
        return id["sha256:".Length..];
    }
}
