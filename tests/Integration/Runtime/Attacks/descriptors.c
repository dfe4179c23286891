// Prints every open descriptor with what it is of, but its own output's.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    for (int fd = 0; fd < 4096; fd++) {
        char path[64], target[4096] = "?";
        if (fcntl(fd, F_GETFD) < 0)
            continue;
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (length > 0)
            target[length] = 0;
        printf("%d %s\n", fd, target);
    }
    return 0;
}
