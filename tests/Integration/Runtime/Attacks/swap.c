// swap A B [A B…]: exchanges each pair of names, as fast as it can, until /attack/stop (or STOP in the environment) is there.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **arguments) {
    const char *stop = getenv("STOP") ? getenv("STOP") : "/attack/stop";
    long swaps = 0;
    alarm(180);
    while (access(stop, F_OK) != 0)
        for (int round = 0; round < 1000; round++)
            for (int i = 1; i + 1 < count; i += 2)
                if (renameat2(AT_FDCWD, arguments[i], AT_FDCWD, arguments[i + 1], RENAME_EXCHANGE) == 0)
                    swaps++;
    printf("%ld\n", swaps);
    return 0;
}
