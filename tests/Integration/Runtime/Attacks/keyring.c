// Says which session keyring this process has, and whether it finds the key "berth-host-key" in one of its keyrings.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    char text[256] = "";
    long session = -3, process_all = -4;
    long length = syscall(SYS_keyctl, 6 /* DESCRIBE */, session, text, sizeof text, 0);
    printf("session %s\n", length < 0 ? strerror(errno) : text);
    long key = syscall(SYS_request_key, "user", "berth-host-key", NULL, 0);
    printf("key %s\n", key < 0 ? "no" : "found");
    key = syscall(SYS_keyctl, 10 /* SEARCH */, process_all, "user", "berth-host-key", 0);
    printf("of the user %s\n", key < 0 ? "no" : "found");
    return 0;
}
