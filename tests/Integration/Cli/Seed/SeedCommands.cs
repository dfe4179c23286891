namespace Berth.Integration.Cli.Seed;

/// <summary>Every command of the tutorial that the project began with ("镜像、容器、仓库"), letter for letter, in its order.</summary>
public static class SeedCommands
{
    public static IReadOnlyList<string> All { get; } =
    [
        "docker pull ubuntu:13.10",
        "docker images",
        "docker image ls",
        "docker image rm 05d",
        "docker image rm 0e7850d816ad",
        "docker image rm hello-world:latest",
        "docker image ls --digests",
        "docker image rm ubuntu@sha256:3097ac92b852f878f802c22*******97b4084dbef82893ba453ba0297d76a6a",
        "docker system df",
        "docker run -t -i ubuntu:13.10 /bin/bash",
        "docker container kill e776356b5e5c",
        "docker run -it --rm \\\n                      ubuntu:16.04 \\ \n                      /bin/bash  ",
        "docker run -d -i -t --rm \\\n                      ubuntu:16.04 \\ \n                      /bin/bash  ",
        "docker ps",
        "docker container ls",
        "docker ps -a",
        "docker container ls -a",
        "docker container stop container_id",
        "docker container start container_id",
        "docker container restart container_id",
        "docker exec -it container_id bash",
        "docker attach container_id",
        "docker export 2ce67b15dbbd > lnmp.tar",
        "cat lnmp.tar | docker import - import/lnmp:v1.0",
        "docker import http://example.com/exampleimage.tgz example/imagerepo",
        "docker container rm container_id",
        "docker container rm -f container_id",
        "docker container prune",
        "docker login",
        "docker logout",
        "docker search wangxiong",
        "docker pull wangxiong/lnmp",
        "docker tag lnmp:v1 wangxiong/lnmp:v1.0",
        "docker push wangxiong/lnmp:v1.0",
        "docker search wangxiong/lnmp",
    ];
}
