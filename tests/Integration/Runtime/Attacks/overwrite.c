// overwrite FD: opens what the descriptor is of for writing, again and again (ETXTBSY while somebody executes it), and writes.
// What became of it is in /attack/result.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments) {
    char path[64], target[512] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", atoi(arguments[count - 1]));
    (void)readlink(path, target, sizeof target - 1);
    time_t end = time(NULL) + 3;
    int error = 0;
    while (time(NULL) < end) {
        int fd = open(path, O_WRONLY);
        if (fd >= 0) {
            error = write(fd, "overwritten", 11) == 11 ? 0 : errno;
            break;
        }
        error = errno;
        if (error != ETXTBSY)
            break;
    }
    FILE *result = fopen("/attack/result", "w");
    fprintf(result, "%s %s\n", error ? strerror(error) : "overwritten", target);
    return 0;
}
